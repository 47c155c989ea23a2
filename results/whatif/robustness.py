"""How stable each unit's level is: the table's points are varied at random, a thousand times.

The only place with numpy and binary floating point: it illustrates and decides nothing. Totals, levels and ranks
are exact and come from `scoring.core`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.core import Level, NotApplicable, PointsScaler
from scoring.core.levels import LOWER_BOUNDS

DRAWS = 1000
SEED = 5049
SPREAD = 0.10
"""Each maximum is multiplied by a factor from 1 - SPREAD to 1 + SPREAD, then all are scaled back to 100."""

_AT_ONCE = 250
# Rounding errors of binary sums are far smaller than this; a total this close to a bound counts as having reached it.
_GRAIN = 1e-9


@dataclass(frozen=True, slots=True)
class Robustness:
    """Of `draws` random tables: how many leave each unit at its level, how many leave all of them."""

    kept: tuple[int, ...]
    all_kept: int
    draws: int


def robustness(
    scaler: PointsScaler,
    points: Sequence[Sequence[int]],
    levels: Sequence[Level],
    excepted: Sequence[Collection[int]] = (),
) -> Robustness:
    """Vary the new table: `points` in hundredths and the `levels` they give, by unit. The result is reproducible.

    `excepted`: for each unit the positions of the criteria that do not apply to it; none at all where it is omitted
    [S9].
    """
    if not points:
        return Robustness((), DRAWS, DRAWS)
    shares = np.array(points, dtype=float) / np.array(scaler.old_maxima, dtype=float)
    applies = _applying(scaler, len(points), excepted)
    floor, ceiling = _bounds(levels)
    kept, all_kept = np.zeros(len(points), dtype=int), 0
    tables = _random_tables(scaler)
    for start in range(0, DRAWS, _AT_ONCE):
        shaken = tables[:, start : start + _AT_ONCE]
        totals = shares @ shaken if applies is None else (shares * applies) @ shaken * 100 / (applies @ shaken)
        stays = (totals >= floor) & (totals < ceiling)
        kept += stays.sum(axis=1)
        all_kept += int(stays.all(axis=0).sum())
    return Robustness(tuple(int(count) for count in kept), all_kept, DRAWS)


def _applying(scaler: PointsScaler, units: int, excepted: Sequence[Collection[int]]):
    """1 where a criterion counts for a unit, else 0; None where every criterion counts for all."""
    if scaler.new_policy is NotApplicable.FULL_POINTS or not any(excepted):
        return None
    applies = np.ones((units, len(scaler.leaves)))
    for unit, places in enumerate(excepted):
        applies[unit, list(places)] = 0
    return applies


def _random_tables(scaler: PointsScaler):
    """One random table per column, each totalling 100."""
    shape = (len(scaler.leaves), DRAWS)
    factors = np.random.default_rng(SEED).uniform(1 - SPREAD, 1 + SPREAD, shape)
    maxima = np.array(scaler.new_maxima, dtype=float)[:, None] * factors
    return maxima * (100 / maxima.sum(axis=0))


def _bounds(levels: Sequence[Level]):
    """The lowest total of each unit's level, and the total of the next level."""
    least: dict[int, float] = {Level.NOT_QUALIFIED: -np.inf}
    least |= {level: float(bound) - _GRAIN for bound, level in LOWER_BOUNDS}
    ends = {level: least.get(level + 1, np.inf) for level in Level}
    column = (-1, 1)
    return (
        np.array([least[level] for level in levels]).reshape(column),
        np.array([ends[level] for level in levels]).reshape(column),
    )
