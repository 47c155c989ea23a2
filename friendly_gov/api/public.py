"""The data of the public pages for programs [S8] (decision 0063)."""

from datetime import date
from decimal import Decimal
from itertools import islice

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from communes.models import Cycle
from friendly_gov.api.paging import PROBLEMS, Cursor, Limit, Problem, Year, key_of, page_of
from kernel import clock
from results.populations import population_counts
from results.public_criteria import PublicLine, cycles_with_a_table, public_lines, recognised_units, table_rows
from results.public_results import Decision as PublicDecision
from results.public_results import PublicRow, public_rows
from results.queries import published_cycles, ranking_rows
from scoring.queries import criterion_codes, table_in_force

router = Router()
# A page of 500 lines is at most nine units of 69 criteria, where no unit lacks one.
_UNITS_AT_ONCE = 10


class YearOut(Schema):
    """A published year; `units` counts its units by population: registered, handed_in, appraised, ranked ..."""

    year: int
    units: dict[str, int]


class DecisionOut(Schema):
    number: str
    dated: date


class UnitOut(Schema):
    """A unit's published result. Points, rank and groups only for recognised units."""

    code: str
    name: str
    kind: str
    standing: str
    reason: str
    level: int | None
    rank: int | None
    self_total: str | None
    total: str | None
    groups: dict[str, str]
    commended: bool
    decision: DecisionOut | None
    revocation: DecisionOut | None


class UnitPage(Schema):
    items: list[UnitOut]
    next_cursor: str | None


class CriterionOut(Schema):
    """A row of the scoring table; `earns_points` says whether points are given to it or to rows below it."""

    code: str
    title_vi: str
    title_en: str
    max_points: str
    earns_points: bool
    is_assumed: bool


class ScoreOut(Schema):
    """A recognised unit's points for one criterion, with the team's justification where they differ from its own."""

    unit: str
    criterion: str
    max_points: str
    self_points: str | None
    points: str
    not_applicable: bool
    justification: str


class ScorePage(Schema):
    items: list[ScoreOut]
    next_cursor: str | None


@router.get("/years", response={200: list[YearOut], 429: Problem}, summary="Published years")
def years(request: HttpRequest):
    now = clock.now()
    return [
        YearOut(
            year=cycle.year,
            units={str(name): count for name, count in population_counts(ranking_rows(cycle, now=now)).items()},
        )
        for cycle in published_cycles()
    ]


@router.get("/years/{year}/units", response={200: UnitPage, **PROBLEMS}, summary="Units of a published year, by code")
def units(request: HttpRequest, year: Year, cursor: Cursor = "", limit: Limit = 100):
    rows = sorted(public_rows(_published(year)), key=lambda row: row.code)
    page, following = page_of(rows, [row.code for row in rows], cursor, limit)
    return UnitPage(items=[_unit(row) for row in page], next_cursor=following)


@router.get("/years/{year}/units/{code}", response={200: UnitOut, **PROBLEMS}, summary="One unit of a published year")
def unit(request: HttpRequest, year: Year, code: str):
    row = next((row for row in public_rows(_published(year)) if row.code == code), None)
    if row is None:
        raise Http404(code)
    return _unit(row)


@router.get("/years/{year}/criteria", response={200: list[CriterionOut], **PROBLEMS}, summary="The scoring table")
def criteria(request: HttpRequest, year: Year):
    cycle = cycles_with_a_table().filter(year=year).first()
    if cycle is None:
        raise Http404(year)
    return [
        CriterionOut(
            code=one.row.code,
            title_vi=one.row.title_vi,
            title_en=one.row.title_en,
            max_points=text_of(one.row.max_points),
            earns_points=one.row.is_leaf,
            is_assumed=one.is_assumed,
        )
        for one in table_rows(table_in_force(cycle))
    ]


@router.get("/years/{year}/scores", response={200: ScorePage, **PROBLEMS}, summary="Points by unit and criterion")
def scores(request: HttpRequest, year: Year, cursor: Cursor = "", limit: Limit = 500):
    cycle = _published(year)
    units = recognised_units(cycle)
    last = key_of(cursor).partition(" ")[0]
    further = [unit for unit in units if unit.code >= last]
    # The rest of the unit that the cursor names, a whole page, and one line that says whether another page follows.
    wanted = limit + len(criterion_codes(table_in_force(cycle))) + 1
    lines = list(islice(public_lines(further, at_once=_UNITS_AT_ONCE), wanted))
    page, following = page_of(lines, [f"{line.unit.code} {line.criterion}" for line in lines], cursor, limit)
    return ScorePage(items=[_score(line) for line in page], next_cursor=following)


def _published(year: int) -> Cycle:
    cycle = published_cycles().filter(year=year).first()
    if cycle is None:
        raise Http404(year)
    return cycle


def _unit(row: PublicRow) -> UnitOut:
    return UnitOut(
        code=row.code,
        name=row.name,
        kind=row.kind,
        standing=row.standing,
        reason=row.reason,
        level=row.level,
        rank=row.rank,
        self_total=None if row.self_total is None else text_of(row.self_total),
        total=None if row.total is None else text_of(row.total),
        groups=row.group_totals,
        commended=row.commended,
        decision=_decision(row.decision),
        revocation=_decision(row.revocation),
    )


def _score(line: PublicLine) -> ScoreOut:
    return ScoreOut(
        unit=line.unit.code,
        criterion=line.criterion,
        max_points=text_of(line.max_points),
        self_points=None if line.own is None else text_of(line.own),
        points=text_of(line.appraised),
        not_applicable=line.not_applicable,
        justification=line.justification,
    )


def _decision(decision: PublicDecision | None) -> DecisionOut | None:
    return DecisionOut(number=decision.number, dated=decision.dated) if decision else None


def text_of(points: Decimal) -> str:
    return f"{points:.2f}"
