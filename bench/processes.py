"""Ending what the benchmark started."""

import os
import signal
import subprocess
from contextlib import suppress


def stop(server: subprocess.Popen) -> None:
    """End a server and everything that it started."""
    server.terminate()
    with suppress(subprocess.TimeoutExpired):
        server.wait(timeout=20)
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()
