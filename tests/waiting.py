"""Wait for a state: the only place in the suite that sleeps, shortly between two checks."""

import socket
import time
from collections.abc import Callable

import pytest

PAUSE = 0.02


def comes(looks: Callable[[], object], *, within: float) -> bool:
    """True as soon as `looks()` is true within this many seconds; it is called repeatedly."""
    end = time.monotonic() + within
    while not looks():
        if time.monotonic() > end:
            return False
        time.sleep(PAUSE)
    return True


def until(looks: Callable[[], object], *, within: float = 20, failing: str = "the state did not come") -> None:
    """Return as soon as `looks()` is true; fail after `within` seconds."""
    if not comes(looks, within=within):
        pytest.fail(f"{failing}, after {within} s")


def listens(port: int) -> bool:
    """True where something listens on this port of the machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
