"""One unit over the years, and one criterion over the units, for the public [S8]."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from appraisal.models import ReviewScore
from communes.commune_search import UnitSearch
from communes.models import Commune, Cycle
from kernel.names import name_key
from results.public_criteria import TableRow, table_rows
from results.public_results import RECOGNISED, PublicRow, public_rows, public_years_of
from results.queries import published_cycles
from scoring.queries import CriterionRow, table_in_force


def units_named(typed: str) -> QuerySet[Commune]:
    """The city's units by name; filtered by the search, where there is one: a former unit finds what it became."""
    units = Commune.objects.order_by("name_key", "code")
    asked = UnitSearch.of(typed)
    if not asked:
        return units
    return units.filter(asked.condition() | Q(predecessors_key__contains=asked.whole))


def unit_years(commune: Commune) -> list[tuple[int, PublicRow]]:
    """A unit's published years, the latest first, without ranks; one query."""
    return public_years_of(commune)


@dataclass(frozen=True, slots=True)
class UnitPoints:
    """The self-assessed and the appraised points of one recognised unit for a criterion."""

    unit: PublicRow
    own: Decimal | None
    appraised: Decimal
    not_applicable: bool


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """A criterion over the recognised units, the most points first; `full`, `part` and `none` count them."""

    units: list[UnitPoints]
    full: int
    part: int
    none: int


def criterion_result(cycle: Cycle, code: str, max_points: Decimal) -> CriterionResult | None:
    """The recognised units of a published year at one criterion; None before publication."""
    if not published_cycles().filter(pk=cycle.pk).exists():
        return None
    units = sorted(_points(cycle, code), key=lambda one: (-one.appraised, name_key(one.unit.name), one.unit.code))
    full = sum(one.appraised == max_points for one in units)
    none = sum(not one.appraised for one in units)
    return CriterionResult(units, full, len(units) - full - none, none)


def _points(cycle: Cycle, code: str) -> Iterator[UnitPoints]:
    units = {row.registration_id: row for row in public_rows(cycle) if row.standing == RECOGNISED}
    path = "review__assessment__registration"
    scores = ReviewScore.objects.filter(**{f"{path}__in": units}, criterion__code=code, points__isnull=False)
    for pk, own, points, is_excepted in scores.values_list(path, "self_points", "points", "not_applicable"):
        yield UnitPoints(units[pk], own, points, is_excepted)


@dataclass(frozen=True, slots=True)
class CriterionPage:
    """A row of the table in context: the rows above it, its parts, its neighbours, and the units' points."""

    chosen: TableRow
    above: list[CriterionRow]
    parts: list[TableRow]
    before: CriterionRow | None
    after: CriterionRow | None
    result: CriterionResult | None


def criterion_page(cycle: Cycle, code: str) -> CriterionPage | None:
    """One row of the table in force, from a single read; None where the table has no such row."""
    rows = table_rows(table_in_force(cycle))
    place = next((number for number, one in enumerate(rows) if one.row.code == code), None)
    if place is None:
        return None
    chosen = rows[place]
    return CriterionPage(
        chosen=chosen,
        above=[one.row for one in rows if code.startswith(f"{one.row.code}.")],
        parts=[one for one in rows if one.row.parent_code == code],
        before=rows[place - 1].row if place else None,
        after=rows[place + 1].row if place + 1 < len(rows) else None,
        result=criterion_result(cycle, code, chosen.row.max_points) if chosen.row.is_leaf else None,
    )
