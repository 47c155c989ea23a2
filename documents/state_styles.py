"""The style of a state on a page: each app registers it for its own states (decision 0050)."""

from collections.abc import Mapping
from enum import StrEnum

from kernel.hooks import Hook


class StateStyle(StrEnum):
    """The class of a state: in progress, done, waiting for somebody, or off. A neutral state has none."""

    ACTIVE = "state-active"
    DONE = "state-done"
    WAITING = "state-wait"
    OFF = "state-off"


state_styles = Hook[Mapping[str, StateStyle]]()


def style_of(state: str) -> str:
    """The class of a state, "" for a neutral one. Two apps with the same state name must give it the same style."""
    return next((styles[state].value for styles in state_styles if state in styles), "")
