"""A unit's level of the year before, and the level to register for next [S6]. `results` provides it."""

from collections.abc import Callable
from dataclasses import dataclass
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
