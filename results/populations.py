"""The sets of units that a figure counts, with the same names on every page, paper and file; from `ranking_rows`.

Every figure says which of these it counts; no other code counts units.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeVar

from results.queries import NOT_DUE, REVOKED, STANDINGS, RankingRow
from scoring.core import Level, Reason, changes_level_within, nearest_bound


class Population(StrEnum):
    """Units of a year by their progress. A unit may belong to several: a ranked unit was also appraised."""

    ALL = "all"
    NOT_DUE = "not_due"
    REGISTERED = "registered"
    HANDED_IN = "handed_in"
    APPRAISED = "appraised"
    RANKED = "ranked"
    NOT_CONSIDERED = "not_considered"
    REVOKED = "revoked"


class _Row(Protocol):
    @property
    def standing(self) -> str: ...

    @property
    def level(self) -> int | None: ...


_Unit = TypeVar("_Unit", bound=_Row)

# "Not due" has time left [R1, R2]. A dossier counts as handed in once it is admitted. Appraised units are those that
# the team has finished, whatever the outcome. Ranked are those whose points count, not in breach or revoked [S4, S5].
_BY_POINTS, _BREACH = str(Reason.BY_POINTS), str(Reason.BREACH)
_BELONGS: dict[Population, Callable[[RankingRow], bool]] = {
    Population.ALL: lambda row: True,
    Population.NOT_DUE: lambda row: row.reason == NOT_DUE,
    Population.REGISTERED: lambda row: row.registered,
    Population.HANDED_IN: lambda row: row.submitted,
    Population.APPRAISED: lambda row: row.appraised_total is not None,
    Population.RANKED: lambda row: row.reason == _BY_POINTS,
    Population.NOT_CONSIDERED: lambda row: row.reason == _BREACH,
    Population.REVOKED: lambda row: row.reason == REVOKED,
}


def units_in(rows: Iterable[RankingRow], population: Population) -> list[RankingRow]:
    """The rows of this population, in the given order."""
    belongs = _BELONGS[population]
    return [row for row in rows if belongs(row)]


NEAR = Decimal("0.5")
"""Points from a level's bound within which a ranked unit is named."""


def is_near(row: RankingRow) -> bool:
    """True where the unit is within half a point of a level's bound [S3]."""
    if row.rank is None or row.appraised_total is None:
        return False
    return abs(nearest_bound(row.appraised_total)[1]) <= NEAR


def changes_level_by(row: RankingRow, step: Decimal) -> bool:
    """True where one step more or less on one criterion would give the ranked unit another level [S3]."""
    return row.rank is not None and row.appraised_total is not None and changes_level_within(row.appraised_total, step)


def population_counts(rows: Iterable[RankingRow]) -> dict[Population, int]:
    """The number of units of each population."""
    listed = list(rows)
    return {population: len(units_in(listed, population)) for population in Population}


def standing_counts(rows: Iterable[_Row]) -> dict[str, int]:
    """The number of units with each of `STANDINGS`, in that order; each reason is counted separately [S3-S5]."""
    counts = Counter(row.standing for row in rows)
    return {standing: counts[standing] for standing in STANDINGS}


def commended_rows(rows: Iterable[_Unit]) -> list[_Unit]:
    """Units to be commended, in the given order: at Level 4 with a valid or expected recognition [R5]."""
    return [row for row in rows if row.level == Level.LEVEL_4]
