"""How a state looks on a page: each app says it of its own states (decision 0050)."""

from collections.abc import Mapping
from enum import StrEnum

from kernel.hooks import Hook


class Look(StrEnum):
    """The class of a state: moving, done, waiting for somebody, or off. A state at rest has none."""

    ACTIVE = "state-active"
    DONE = "state-done"
    WAITING = "state-wait"
    OFF = "state-off"


state_looks = Hook[Mapping[str, Look]]()


def look_of(state: str) -> str:
    """The class of a state, "" at rest. Two apps that know the same word give it the same look."""
    return next((looks[state].value for looks in state_looks if state in looks), "")
