"""The read API under /api/v1/: the data of the public pages for programs, and nothing else [S8] (decision 0063)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from datetime import date
from decimal import Decimal
from functools import wraps
from typing import Annotated

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI, Path, Query, Schema
from ninja.errors import HttpError
from ninja.throttling import AnonRateThrottle

from communes.models import Cycle
from kernel import clock
from kernel.access import public
from results.populations import population_counts
from results.public_criteria import PublicLine, cycles_with_a_table, public_lines, table_rows
from results.public_results import Decision as PublicDecision
from results.public_results import PublicRow, public_rows
from results.queries import published_cycles, ranking_rows
from results.shared_pages import shared
from scoring.queries import table_in_force

api = NinjaAPI(
    title="Friendly Government, Hải Phòng city",
    version="1.0",
    description="Published results of the yearly assessment. Points are text with two decimals. No key is needed.",
    docs_url=None,
    openapi_url="openapi.json",
    urls_namespace="api",
    throttle=[AnonRateThrottle(settings.API_RATE)],
)

Year = Annotated[int, Path(ge=2000, le=2100)]
Limit = Annotated[int, Query(ge=1, le=500, description="How many items a page has.")]
Cursor = Annotated[str, Query(max_length=100, description="`next_cursor` of the page before.")]


class Problem(Schema):
    detail: str


_PROBLEMS = {404: Problem, 429: Problem}


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


@api.get("/years", response={200: list[YearOut], 429: Problem}, summary="Published years")
def years(request: HttpRequest):
    now = clock.now()
    return [
        YearOut(
            year=cycle.year,
            units={str(name): count for name, count in population_counts(ranking_rows(cycle, now=now)).items()},
        )
        for cycle in published_cycles()
    ]


@api.get("/years/{year}/units", response={200: UnitPage, **_PROBLEMS}, summary="Units of a published year, by code")
def units(request: HttpRequest, year: Year, cursor: Cursor = "", limit: Limit = 100):
    rows = sorted(public_rows(_published(year)), key=lambda row: row.code)
    page, following = _page(rows, [row.code for row in rows], cursor, limit)
    return UnitPage(items=[_unit(row) for row in page], next_cursor=following)


@api.get("/years/{year}/units/{code}", response={200: UnitOut, **_PROBLEMS}, summary="One unit of a published year")
def unit(request: HttpRequest, year: Year, code: str):
    row = next((row for row in public_rows(_published(year)) if row.code == code), None)
    if row is None:
        raise Http404(code)
    return _unit(row)


@api.get("/years/{year}/criteria", response={200: list[CriterionOut], **_PROBLEMS}, summary="The scoring table")
def criteria(request: HttpRequest, year: Year):
    cycle = cycles_with_a_table().filter(year=year).first()
    if cycle is None:
        raise Http404(year)
    return [
        CriterionOut(
            code=one.row.code,
            title_vi=one.row.title_vi,
            title_en=one.row.title_en,
            max_points=_text(one.row.max_points),
            earns_points=one.row.is_leaf,
            is_assumed=one.is_assumed,
        )
        for one in table_rows(table_in_force(cycle))
    ]


@api.get("/years/{year}/scores", response={200: ScorePage, **_PROBLEMS}, summary="Points by unit and criterion")
def scores(request: HttpRequest, year: Year, cursor: Cursor = "", limit: Limit = 500):
    lines = public_lines(_published(year))
    page, following = _page(lines, [f"{line.unit.code} {line.criterion}" for line in lines], cursor, limit)
    return ScorePage(items=[_score(line) for line in page], next_cursor=following)


def _published(year: int) -> Cycle:
    cycle = published_cycles().filter(year=year).first()
    if cycle is None:
        raise Http404(year)
    return cycle


def _page(rows: list, keys: list[str], cursor: str, limit: int) -> tuple[list, str | None]:
    """The rows after the one that the cursor names, in order, and the cursor of the next page."""
    start = 0
    if cursor:
        try:
            start = keys.index(urlsafe_b64decode(cursor.encode()).decode()) + 1
        except (BadBase64, ValueError) as unknown:
            raise HttpError(404, "This cursor is not one of this list.") from unknown
    page = rows[start : start + limit]
    is_last = start + limit >= len(rows)
    return page, None if is_last else urlsafe_b64encode(keys[start + limit - 1].encode()).decode()


def _unit(row: PublicRow) -> UnitOut:
    return UnitOut(
        code=row.code,
        name=row.name,
        kind=row.kind,
        standing=row.standing,
        reason=row.reason,
        level=row.level,
        rank=row.rank,
        self_total=None if row.self_total is None else _text(row.self_total),
        total=None if row.total is None else _text(row.total),
        groups=row.group_totals,
        commended=row.commended,
        decision=_decision(row.decision),
        revocation=_decision(row.revocation),
    )


def _score(line: PublicLine) -> ScoreOut:
    return ScoreOut(
        unit=line.unit.code,
        criterion=line.criterion,
        max_points=_text(line.max_points),
        self_points=None if line.own is None else _text(line.own),
        points=_text(line.appraised),
        not_applicable=line.not_applicable,
        justification=line.justification,
    )


def _decision(decision: PublicDecision | None) -> DecisionOut | None:
    return DecisionOut(number=decision.number, dated=decision.dated) if decision else None


def _text(points: Decimal) -> str:
    return f"{points:.2f}"


def _opened(view):
    """A view of the API: public, cacheable for a minute, readable by pages of other sites (CORS)."""

    @wraps(view)
    def opened(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return public(shared(opened))


def addresses() -> list[URLPattern]:
    """The API's URLs, each behind the portal's own guard."""
    patterns = [one for one in api.urls[0] if isinstance(one, URLPattern)]
    return [URLPattern(one.pattern, _opened(one.callback), one.default_args, one.name) for one in patterns]
