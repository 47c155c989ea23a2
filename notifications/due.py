"""What a person is to be reminded of: facts that each app gathers and `services.remind` works on."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Due:
    """Something not done whose time runs out, with the people whose turn it is.

    `place` names it among all of its kind; `before` is the first refused day and `days_left` the whole days to the last
    accepted one, extensions in both; `steps` are the numbers of days left at which people are reminded.
    """

    kind: str
    place: str
    before: date
    days_left: int
    people: Iterable
    path: str
    steps: tuple[int, ...]
    facts: dict[str, object] = field(default_factory=dict)


def step_of(days_left: int, steps: Iterable[int]) -> int | None:
    """The step that is due: the nearest of those reached, so that missed days send one reminder, not several."""
    reached = [days for days in steps if 0 <= days_left <= days]
    return min(reached, default=None)
