"""A year's figures with their labels and the list behind each: the same on ranking, briefing and decisions."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from communes.models import Cycle
from results.markup import standing_badge
from results.models import Outcome
from results.populations import Population, population_counts, standing_counts
from results.queries import REVOKED, RankingRow
from results.wording import AWAITED, POPULATION_WORDS

_SOMETIMES = (Population.NOT_DUE, Population.NOT_CONSIDERED, Population.REVOKED)
_RARE = (*AWAITED, REVOKED, Outcome.Reason.LATE, Outcome.Reason.INCOMPLETE)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of units, what it counts, and the list of those units."""

    key: str
    words: str | Promise | SafeString
    url: str
    count: int


def population_figures(cycle: Cycle, rows: Sequence[RankingRow]) -> list[Figure]:
    """The progress of the units; exceptional stages are included only where there are any."""
    listed = reverse("results:ranking", args=[cycle.year])
    return [
        Figure(str(population), POPULATION_WORDS[population], f"{listed}?units={population}", count)
        for population, count in population_counts(rows).items()
        if population != Population.ALL and (count or population not in _SOMETIMES)
    ]


def standing_figures(cycle: Cycle, rows: Sequence[RankingRow]) -> list[Figure]:
    """How many units have each standing, each reason separately.

    Pending or exceptional ones only where there are any.
    """
    listed = reverse("results:ranking", args=[cycle.year])
    return [
        Figure(standing, standing_badge(standing), listed + _asking_for(standing), count)
        for standing, count in standing_counts(rows).items()
        if count or standing not in _RARE
    ]


def _asking_for(standing: str) -> str:
    level = standing.removeprefix("level_")
    return f"?level={level}" if level != standing else f"?reason={standing}"
