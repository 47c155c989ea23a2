"""What `bin/test-dates` needs of Python: libfaketime breaks `time.sleep` where it does not change the measuring clocks.

Python 3.11 sleeps until an instant of the monotonic clock, which libfaketime moves into the past: EINVAL. `select`
waits for a span, as other waits of the standard library do.
"""

import os
import select
import time


def mend_sleep() -> None:
    """Under libfaketime make `time.sleep` wait for a duration."""
    if "libfaketime" in os.environ.get("LD_PRELOAD", ""):
        time.sleep = lambda seconds: select.select([], [], [], seconds)


def own_clock() -> dict[str, str]:
    """The environment of a program that keeps the machine's clock: libfaketime breaks some, such as redis-server."""
    return {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
