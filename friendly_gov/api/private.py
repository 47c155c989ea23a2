"""What a token reads beyond what is public: the same rows as its owner's pages, by the same queries (decision 0085)."""

from datetime import date, datetime
from typing import Annotated

import rules
from django.db.models import QuerySet
from django.http import Http404
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from communes.models import Registration
from communes.queries import registrations_visible_to
from friendly_gov.api.access import TOKEN_PROBLEMS, TokenAuth, TokenRequest, by_token, needs
from friendly_gov.api.paging import Cursor, Limit, Year, page_of, slice_of
from friendly_gov.api.public import text_of
from kernel import clock
from results.queries import RankingRow, ranked_cycles_visible_to, ranking_rows_seen_by
from scoring.models import SelfAssessment, SelfScore
from scoring.queries import assessments_visible_to
from tokens.scopes import Scope

router = Router(auth=TokenAuth(), throttle=[by_token], tags=["with a token"])

OfYear = Annotated[int | None, Query(ge=2000, le=2100, description="Only this year.")]
OfUnit = Annotated[
    str, Query(max_length=10, pattern="^[0-9A-Za-z.-]*$", description="Only the unit with this official code.")
]


class TokenOut(Schema):
    """The token that asks."""

    name: str
    scopes: list[str]
    expires_at: datetime


class RegistrationOut(Schema):
    """A unit's registration for one year, as its page shows it."""

    year: int
    unit: str
    state: str
    aimed_level: int | None
    sent_at: datetime | None
    decided_at: datetime | None
    complete_before: date | None


class RegistrationPage(Schema):
    items: list[RegistrationOut]
    next_cursor: str | None


class DossierOut(Schema):
    """A unit's dossier of one year: its state and the points that the unit gave itself so far."""

    year: int
    unit: str
    state: str
    sent_at: datetime | None
    self_total: str
    groups: dict[str, str]
    scored_criteria: int
    version: int


class DossierPage(Schema):
    items: list[DossierOut]
    next_cursor: str | None


class SelfScoreOut(Schema):
    """What the unit says of one criterion."""

    criterion: str
    max_points: str
    points: str | None
    claimed_not_applicable: bool
    explanation: str


class WholeDossierOut(DossierOut):
    """A dossier with its criteria."""

    scores: list[SelfScoreOut]


class StandingOut(Schema):
    """A unit's place in the ranking as it stands; `reason` says why there is no level yet."""

    unit: str
    level: int | None
    reason: str
    rank: int | None
    self_total: str | None
    total: str | None
    groups: dict[str, str]
    state: str


class StandingPage(Schema):
    items: list[StandingOut]
    next_cursor: str | None


@router.get("/token", response={200: TokenOut, **TOKEN_PROBLEMS}, summary="The token that asks")
def token(request: TokenRequest):
    return TokenOut(name=request.auth.name, scopes=request.auth.scopes, expires_at=request.auth.expires_at)


@router.get("/registrations", response={200: RegistrationPage, **TOKEN_PROBLEMS}, summary="Registrations")
@needs(Scope.REGISTRATIONS)
def registrations(
    request: TokenRequest, year: OfYear = None, unit: OfUnit = "", cursor: Cursor = "", limit: Limit = 100
):
    visible = registrations_visible_to(request.auth.owner)
    rows, following = slice_of(_chosen(visible, "", year, unit), cursor, limit)
    return RegistrationPage(items=[_registration(row) for row in rows], next_cursor=following)


@router.get("/dossiers", response={200: DossierPage, **TOKEN_PROBLEMS}, summary="Dossiers")
@needs(Scope.DOSSIERS)
def dossiers(request: TokenRequest, year: OfYear = None, unit: OfUnit = "", cursor: Cursor = "", limit: Limit = 100):
    visible = assessments_visible_to(request.auth.owner)
    rows, following = slice_of(_chosen(visible, "registration__", year, unit), cursor, limit)
    return DossierPage(items=[DossierOut(**_dossier(row)) for row in rows], next_cursor=following)


@router.get("/dossiers/{year}/{code}", response={200: WholeDossierOut, **TOKEN_PROBLEMS}, summary="One dossier")
@needs(Scope.DOSSIERS)
def dossier(request: TokenRequest, year: Year, code: str):
    visible = assessments_visible_to(request.auth.owner)
    work = visible.filter(registration__cycle__year=year, registration__commune__code=code).first()
    if work is None:
        raise Http404(code)
    scores = work.scores.select_related("criterion").order_by("criterion__sort_key")
    return WholeDossierOut(**_dossier(work), scores=[_score(score) for score in scores])


@router.get(
    "/years/{year}/standings", response={200: StandingPage, **TOKEN_PROBLEMS}, summary="The ranking as it stands"
)
@needs(Scope.RESULTS)
def standings(request: TokenRequest, year: Year, cursor: Cursor = "", limit: Limit = 100):
    owner = request.auth.owner
    if not rules.has_perm("results.view_ranking", owner):
        raise HttpError(403, "The owner of this token may not see the ranking.")
    cycle = ranked_cycles_visible_to(owner).filter(year=year).first()
    if cycle is None:
        raise Http404(year)
    rows = sorted(ranking_rows_seen_by(owner, cycle, now=clock.now()), key=lambda row: row.code)
    page, following = page_of(rows, [row.code for row in rows], cursor, limit)
    return StandingPage(items=[_standing(row) for row in page], next_cursor=following)


def _chosen(rows: QuerySet, path: str, year: int | None, unit: str) -> QuerySet:
    chosen: dict[str, object] = {}
    if year is not None:
        chosen[f"{path}cycle__year"] = year
    if unit:
        chosen[f"{path}commune__code"] = unit
    return rows.filter(**chosen)


def _registration(row: Registration) -> RegistrationOut:
    return RegistrationOut(
        year=row.cycle.year,
        unit=row.commune.code,
        state=row.state,
        aimed_level=row.aimed_level,
        sent_at=row.submitted_at,
        decided_at=row.decided_at,
        complete_before=row.complete_before,
    )


def _dossier(row: SelfAssessment) -> dict:
    entry = row.registration
    return {
        "year": entry.cycle.year,
        "unit": entry.commune.code,
        "state": row.state,
        "sent_at": row.submitted_at,
        "self_total": text_of(row.total),
        "groups": row.group_totals,
        "scored_criteria": row.scored_count,
        "version": row.version,
    }


def _score(score: SelfScore) -> SelfScoreOut:
    return SelfScoreOut(
        criterion=score.criterion.code,
        max_points=text_of(score.max_points),
        points=None if score.points is None else text_of(score.points),
        claimed_not_applicable=score.not_applicable,
        explanation=score.explanation,
    )


def _standing(row: RankingRow) -> StandingOut:
    return StandingOut(
        unit=row.code,
        level=row.level,
        reason=row.reason,
        rank=row.rank,
        self_total=None if row.self_total is None else text_of(row.self_total),
        total=None if row.appraised_total is None else text_of(row.appraised_total),
        groups=row.group_totals,
        state=row.state,
    )
