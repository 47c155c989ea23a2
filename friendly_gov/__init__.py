"""The portal: settings, addresses, home pages that compose apps."""

import os

# One thread for the algebra of numpy, read when it is loaded: a web process has one core, and threads that wait for one
# another at a comparison of tables cost three times the processor time of the sums.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
