"""A unit's level of the year before, the level to register for next, and its plan for it [S6]: from `results`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from communes.aimed_levels import highest_level
from communes.models import Registration
from kernel.hooks import SingleHook


@dataclass(frozen=True, slots=True)
class PreviousRecognition:
    """A recognition of the year before: its level, its total, and the points missing to the next level.

    `missing` is None at Level 4, the highest.
    """

    year: int
    level: int
    total: Decimal
    missing: Decimal | None

    @property
    def next_level(self) -> int:
        """The level to register for: one higher than the one recognised, Level 4 at most [S6]."""
        return min(self.level + 1, highest_level())

    def is_surpassed_by(self, aimed_level: int | None) -> bool:
        """True where this target reaches the next level, or where there is no target yet."""
        return aimed_level is None or aimed_level >= self.next_level


# A unit's recognition, provided by the higher layer that stores recognitions.
previous_recognition = SingleHook[Callable[[Registration], PreviousRecognition | None]]()


def previous_recognition_of(registration: Registration) -> PreviousRecognition | None:
    """The unit's recognition of the year before, or None where it has none that is valid."""
    return previous_recognition.get()(registration)


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """A task of the plan as the registration shows it."""

    text: str
    person: str
    due_on: date
    is_done: bool


@dataclass(frozen=True, slots=True)
class CarriedPlan:
    """The plan that the unit made after its last result; `url` is its page, `paper` that of the paper to sign."""

    url: str
    paper: str
    tasks: tuple[PlannedTask, ...]

    @property
    def done(self) -> int:
        return sum(task.is_done for task in self.tasks)


# The plan that a unit made after the result of the year before, provided by the higher layer that stores plans.
carried_plan = SingleHook[Callable[[Registration], CarriedPlan | None]]()
