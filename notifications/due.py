"""Facts for reminders, which each app provides and `services.remind` uses."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Due:
    """A step not done whose deadline approaches, with the people who should do it.

    `place` identifies it among its kind; `before` is the first refused day and `days_left` the whole days to the last
    accepted one, both with extensions; `steps` are the numbers of days left on which people are reminded.
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
    """The due step: the nearest of those reached, so that missed days cause one reminder, not several."""
    reached = [days for days in steps if 0 <= days_left <= days]
    return min(reached, default=None)
