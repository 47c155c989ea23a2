"""Waiting on a state: the one place in the suite that sleeps, a moment between two looks."""

import socket
import time
from collections.abc import Callable

import pytest

PAUSE = 0.02


def comes(looks: Callable[[], object], *, within: float) -> bool:
    """Whether `looks()` turns true within so many seconds; it is asked again and again, and ends as soon as it is."""
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
    """Does somebody answer on this port of the machine?"""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
