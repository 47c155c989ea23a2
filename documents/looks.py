"""The style of a state on a page: each app registers it for its own states (decision 0050)."""

from collections.abc import Mapping
from enum import StrEnum

from kernel.hooks import Hook


class Look(StrEnum):
    """The class of a state: in progress, done, waiting for somebody, or off. A neutral state has none."""

    ACTIVE = "state-active"
    DONE = "state-done"
    WAITING = "state-wait"
    OFF = "state-off"


state_looks = Hook[Mapping[str, Look]]()


def look_of(state: str) -> str:
    """The class of a state, "" for a neutral one. Two apps with the same state name must give it the same style."""
    return next((looks[state].value for looks in state_looks if state in looks), "")
