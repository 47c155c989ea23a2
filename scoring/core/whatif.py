"""Convert a year's leaf points to other maxima, and compare the resulting rankings [S3, S7].

Each leaf earns the same share of its new maximum as of its old one. Points are whole hundredths; every total is an
exact fraction, stored as a whole number over one common denominator. Nothing is rounded before a level or a rank [S3];
only displayed figures are cut to hundredths, downwards, so that no total shows a bound that it did not reach.
"""

from bisect import bisect_right
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import isqrt, lcm
from operator import mul
from types import MappingProxyType
from typing import Generic, TypeVar

from kernel.problems import Problem
from scoring.core.applicability import NotApplicable
from scoring.core.levels import LOWER_BOUNDS, Level
from scoring.core.ranking import rank
from scoring.core.rubric import TOTAL

K = TypeVar("K", bound=Hashable)
_HUNDREDTHS = 100


def comparison_problems(old: Mapping[str, Decimal], new: Mapping[str, Decimal]) -> list[Problem]:
    """Every reason why shares of `old` cannot be converted to `new`; both map codes to leaf maxima [S7]."""
    problems = []
    total = sum(new.values(), Decimal(0))
    if total != TOTAL:
        problems.append(Problem("rubric_total_not_100", clause="S7", params={"total": total}))
    for code, points in new.items():
        if code not in old:
            problems.append(Problem("rubric_leaf_unknown", where=code, clause="S7"))
        elif points and not old[code]:
            problems.append(Problem("share_of_nothing", where=code, clause="S7"))
    return problems


class PointsScaler:
    """Converts leaf points, in the order of `leaves`, from old maxima to new ones."""

    def __init__(
        self,
        old: Mapping[str, Decimal],
        new: Mapping[str, Decimal],
        *,
        old_policy: NotApplicable = NotApplicable.FULL_POINTS,
        new_policy: NotApplicable = NotApplicable.FULL_POINTS,
    ):
        """A leaf that is missing in `new` earns nothing there; exceptions are scored as each table defines [S9].

        Raises:
            ValueError: `comparison_problems` reports a problem, or a maximum is finer than a hundredth.
        """
        if problems := comparison_problems(old, new):
            raise ValueError(f"not comparable: {', '.join(problem.code for problem in problems)}")
        self.leaves = tuple(code for code, maximum in old.items() if maximum)
        self.old_maxima = tuple(hundredths(old[code]) for code in self.leaves)
        self.new_maxima = tuple(hundredths(new.get(code, Decimal(0))) for code in self.leaves)
        self.denominator = lcm(*self.old_maxima)
        pairs = zip(self.old_maxima, self.new_maxima, strict=True)
        self._weights = [new_maximum * (self.denominator // old_maximum) for old_maximum, new_maximum in pairs]
        self._old_policy, self.new_policy = old_policy, new_policy

    def old_total(self, points: Sequence[int], excepted: Collection[int] = ()) -> int:
        """The total under the old maxima, in hundredths over the denominator.

        `excepted` are the positions of the leaves that do not apply; their points are their old maxima.
        """
        if not excepted:
            return sum(points) * self.denominator
        earned = [given * self.denominator for given in points]
        return self._total(earned, self.old_maxima, excepted, self._old_policy)

    def new_total(self, points: Sequence[int], excepted: Collection[int] = ()) -> int:
        """The total under the new maxima, like `old_total`: exact, or cut to hundredths where it is rescaled [S9]."""
        return self._total(list(map(mul, points, self._weights)), self.new_maxima, excepted, self.new_policy)

    def _total(
        self, earned: Sequence[int], maxima: Sequence[int], excepted: Collection[int], policy: NotApplicable
    ) -> int:
        if not excepted or policy is NotApplicable.FULL_POINTS:
            return sum(earned)
        applies = [place for place in range(len(maxima)) if place not in excepted]
        maximum = sum(maxima[place] for place in applies) * self.denominator
        whole = sum(earned[place] for place in applies)
        return whole * int(TOTAL) * _HUNDREDTHS // maximum * self.denominator if maximum else 0


def hundredths(points: Decimal) -> int:
    """Points as a whole number of hundredths.

    Raises:
        ValueError: they are finer than that.
    """
    scaled = points.scaleb(2)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"points have at most two decimals, not {points}")
    return int(scaled)


_BOUNDS = tuple((hundredths(bound), level) for bound, level in LOWER_BOUNDS)


@dataclass(frozen=True, slots=True)
class Standing:
    """A total cut to hundredths for display, with the level and rank of the exact total."""

    total: Decimal
    level: Level
    rank: int


@dataclass(frozen=True, slots=True)
class Change(Generic[K]):
    """One unit under the old and the new points."""

    key: K
    old: Standing
    new: Standing

    @property
    def difference(self) -> Decimal:
        return self.new.total - self.old.total

    @property
    def levels_moved(self) -> int:
        """Number of levels up (positive) or down (negative)."""
        return self.new.level - self.old.level


@dataclass(frozen=True, slots=True)
class Comparison(Generic[K]):
    """All units in the given order, and Kendall's rank correlation; None where one side consists of ties only."""

    changes: tuple[Change[K], ...]
    tau: float | None


def compare(
    scaler: PointsScaler,
    points: Mapping[K, Sequence[int]],
    excepted: Mapping[K, Collection[int]] = MappingProxyType({}),
) -> Comparison[K]:
    """Compare old and new for units whose leaf points are in hundredths, in the order of the scaler's leaves.

    `excepted` are the positions of the leaves that do not apply to a unit [S9].
    """
    old = {key: scaler.old_total(row, excepted.get(key, ())) for key, row in points.items()}
    new = {key: scaler.new_total(row, excepted.get(key, ())) for key, row in points.items()}
    before, after = _standings(old, scaler.denominator), _standings(new, scaler.denominator)
    changes = tuple(Change(key, before[key], after[key]) for key in points)
    return Comparison(changes, kendall_tau([(old[key], new[key]) for key in points]))


def _standings(totals: Mapping[K, int], denominator: int) -> dict[K, Standing]:
    places = rank({key: Decimal(total) for key, total in totals.items()})
    return {
        key: Standing(Decimal(total // denominator).scaleb(-2), exact_level(total, denominator), places[key])
        for key, total in totals.items()
    }


def exact_level(total: int, denominator: int) -> Level:
    """The level of a total in hundredths over `denominator`, computed with whole numbers only [S3]."""
    reached = (level for bound, level in _BOUNDS if total >= bound * denominator)
    return next(reached, Level.NOT_QUALIFIED)


def kendall_tau(pairs: Iterable[tuple[int, int]]) -> float | None:
    """Kendall's tau-b of two orders given as pairs, with ties; None where one side consists of ties only.

    After sorting by the first value, discordant pairs are inversions of the second, counted by binary search.
    """
    ordered = sorted(pairs)
    seconds = [second for _first, second in ordered]
    every = len(ordered) * (len(ordered) - 1) // 2
    tied_first = _tied_pairs([first for first, _second in ordered])
    tied_both = _tied_pairs(ordered)
    inversions = _inversions(seconds)
    tied_second = _tied_pairs(sorted(seconds))
    untied = (every - tied_first) * (every - tied_second)
    if not untied:
        return None
    surplus = every - tied_first - tied_second + tied_both - 2 * inversions
    root = isqrt(untied)
    return surplus / root if root * root == untied else float(surplus / untied**0.5)


def _tied_pairs(ordered: Sequence[object]) -> int:
    """The number of pairs of equal values in a sorted list."""
    count = run = 0
    for before, after in pairwise(ordered):
        run = run + 1 if before == after else 0
        count += run
    return count


def _inversions(values: Iterable[int]) -> int:
    """The number of pairs whose first value is the larger one."""
    before: list[int] = []
    count = 0
    for value in values:
        place = bisect_right(before, value)
        count += len(before) - place
        before.insert(place, value)
    return count
