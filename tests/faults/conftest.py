"""Faults on a portal of real parts: run by bin/faults alone, for they take minutes."""

import os

import pytest

if "FAULTS" not in os.environ:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def portal():
    """The parts with a year in them; a test that breaks a part mends it again."""
    from bench.machines import Portal  # noqa: PLC0415 (not needed where nothing is collected)

    with Portal(webs=1, workers=0) as made:
        made.world = made.build()
        made.begin()
        yield made
