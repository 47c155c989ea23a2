"""The data of the public front page: the year's calendar and table, the latest result [S8]."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain, repeat

from communes.deadlines import DeadlineFacts, due
from communes.models import Cycle
from results import public_criteria, public_results
from results.models import Outcome
from results.queries import published_cycles, published_outcomes
from scoring.queries import CriterionRow, criterion_rows, table_in_force

STEPS = ("register_before", "submit_before", "report_before")
_BEST_FIRST = (4, 3, 2, 1)


@dataclass(frozen=True, slots=True)
class Step:
    """A date of the year's calendar: `phase` is done, current or later."""

    key: str
    facts: DeadlineFacts
    phase: str


@dataclass(frozen=True, slots=True)
class YearResult:
    """A published year in one sentence: the number of `units`, and how many are recognised at each level."""

    year: int
    units: int
    levels: list[tuple[Outcome.Level, int]]

    @property
    def recognised(self) -> int:
        return sum(count for _level, count in self.levels)


@dataclass(frozen=True, slots=True)
class OpenYear:
    """The latest opened year: its calendar and the groups of its table."""

    year: int
    steps: list[Step]
    groups: list[CriterionRow]
    criteria: int
    is_published: bool


def open_year(*, now: datetime) -> OpenYear | None:
    """The latest year that was opened; None before the first."""
    cycle = public_criteria.cycles_with_a_table().first()
    if cycle is None:
        return None
    rows = criterion_rows(table_in_force(cycle))
    return OpenYear(
        year=cycle.year,
        steps=_steps(cycle, now),
        groups=[row for row in rows if row.depth == 0],
        criteria=sum(row.is_leaf for row in rows),
        is_published=published_cycles().filter(pk=cycle.pk).exists(),
    )


def latest_result() -> YearResult | None:
    """The latest published year; None while nothing is published."""
    cycle = published_cycles().first()
    if cycle is None:
        return None
    counts = public_results.qualified_counts()[cycle.year]
    units = published_outcomes().filter(registration__cycle=cycle).count()
    return YearResult(cycle.year, units, [(Outcome.Level(level), counts[level]) for level in _BEST_FIRST])


def _steps(cycle: Cycle, now: datetime) -> list[Step]:
    """The dates of the calendar; the first that has not passed is the current one [R1-R3]."""
    facts = [due(getattr(cycle, key), now=now) for key in STEPS]
    over = sum(one.is_over for one in facts)
    phases = chain(repeat("done", over), ["current"], repeat("later"))
    return [Step(*each) for each in zip(STEPS, facts, phases, strict=False)]
