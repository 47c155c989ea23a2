"""The levels and their bounds [S3]."""

from decimal import Decimal
from enum import IntEnum


class Level(IntEnum):
    """The levels that a unit can reach in a year [S3]."""

    NOT_QUALIFIED = 0
    LEVEL_1 = 1
    LEVEL_2 = 2
    LEVEL_3 = 3
    LEVEL_4 = 4


# The lower bound belongs to the level; nothing is rounded before the comparison [S3].
LOWER_BOUNDS = (
    (Decimal(95), Level.LEVEL_4),
    (Decimal(90), Level.LEVEL_3),
    (Decimal(85), Level.LEVEL_2),
    (Decimal(80), Level.LEVEL_1),
)


QUALIFIED_FROM = min(bound for bound, _level in LOWER_BOUNDS)


def lower_bound(level: Level) -> Decimal:
    """The points at which a level begins [S3].

    Raises:
        KeyError: "not qualified" has no bound.
    """
    return {level: bound for bound, level in LOWER_BOUNDS}[level]


def level_ranges() -> tuple[tuple[Level, Decimal, Decimal], ...]:
    """Each level with its lower and upper bound, the highest first; an upper bound is exclusive except 100 [S3]."""
    uppers = (Decimal(100), *(bound for bound, _level in LOWER_BOUNDS))
    return tuple((level, bound, upper) for (bound, level), upper in zip(LOWER_BOUNDS, uppers, strict=False))


def level_for(total: Decimal) -> Level:
    """The level for a total of points [S3].

    Raises:
        TypeError: `total` is not a Decimal (a float would already be rounded).
        ValueError: `total` is not a number from 0 to 100.
    """
    _demand_total(total)
    for bound, level in LOWER_BOUNDS:
        if total >= bound:
            return level
    return Level.NOT_QUALIFIED


def points_to_next_level(total: Decimal) -> tuple[Level, Decimal] | None:
    """The next higher level and the points still missing to it [S3, S6]; None at Level 4.

    Raises:
        TypeError, ValueError: as `level_for`.
    """
    _demand_total(total)
    above = [(level, bound - total) for bound, level in LOWER_BOUNDS if total < bound]
    return above[-1] if above else None


def nearest_bound(total: Decimal) -> tuple[Level, Decimal]:
    """The level whose lower bound is nearest, and how far the total is above it; negative below it [S3].

    Raises:
        TypeError, ValueError: as `level_for`.
    """
    _demand_total(total)
    bound, level = min(LOWER_BOUNDS, key=lambda one: (abs(total - one[0]), one[0]))
    return level, total - bound


def changes_level_within(total: Decimal, step: Decimal) -> bool:
    """True where a total one step higher or lower would give another level [S3].

    Raises:
        TypeError, ValueError: as `level_for`.
    """
    _level, gap = nearest_bound(total)
    return -step <= gap < step


def _demand_total(total: Decimal) -> None:
    if not isinstance(total, Decimal):
        raise TypeError(f"points are Decimal, not {type(total).__name__}")
    if not total.is_finite() or not 0 <= total <= 100:
        raise ValueError(f"a total lies between 0 and 100, not {total}")
