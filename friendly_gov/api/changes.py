"""What changed within a window of time: public results for everybody, steps of units for a token (decision 0085)."""

import re
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, BeforeValidator

from audit.models import Entry
from friendly_gov.api.access import TOKEN_PROBLEMS, TokenAuth, TokenRequest, by_token
from friendly_gov.api.paging import PROBLEMS, Cursor, Limit, slice_of
from friendly_gov.trail.queries import places_of, steps_seen_by
from results.queries import published_cycles
from tokens.scopes import Scope
from webhooks.models import Event

open_router = Router()
router = Router(auth=TokenAuth(), throttle=[by_token], tags=["with a token"])


def _with_its_date(typed: object) -> object:
    """Refuse a bare number, which would be read as seconds since 1970."""
    if isinstance(typed, str) and not _DATE.match(typed):
        raise ValueError("must be an instant like 2026-12-31T00:00:00+07:00")
    return typed


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]")
_Instant = Annotated[AwareDatetime, BeforeValidator(_with_its_date)]
Since = Annotated[_Instant | None, Query(description="From this instant on (RFC 3339).")]
Until = Annotated[_Instant | None, Query(description="Before this instant.")]
# The first part of a verb is the app that recorded it.
_SCOPES = {
    "communes": Scope.REGISTRATIONS,
    "scoring": Scope.DOSSIERS,
    "evidence": Scope.DOSSIERS,
    "appraisal": Scope.DOSSIERS,
    "results": Scope.RESULTS,
}


class ChangeOut(Schema):
    """Published results changed; `units` are the codes of those concerned, none where it is the whole year."""

    id: str
    at: datetime
    event: str
    year: int
    units: list[str]


class ChangePage(Schema):
    items: list[ChangeOut]
    next_cursor: str | None


class StepOut(Schema):
    """A step in a unit's year, as its history page names it."""

    id: int
    at: datetime
    step: str
    year: int
    unit: str


class StepPage(Schema):
    items: list[StepOut]
    next_cursor: str | None


@open_router.get("/changes", response={200: ChangePage, **PROBLEMS}, summary="What changed in the published results")
def changes(request: HttpRequest, since: Since = None, until: Until = None, cursor: Cursor = "", limit: Limit = 100):
    years = list(published_cycles().values_list("year", flat=True))
    events = Event.objects.filter(payload__data__year__in=years)
    rows, following = slice_of(_between(events, "happened_at", since, until), cursor, limit)
    return ChangePage(items=[_change(event) for event in rows], next_cursor=following)


@router.get("/steps", response={200: StepPage, **TOKEN_PROBLEMS}, summary="Steps in the years of units")
def steps(request: TokenRequest, since: Since = None, until: Until = None, cursor: Cursor = "", limit: Limit = 100):
    """Only the steps of data for which the token has a scope."""
    seen = steps_seen_by(request.auth.owner)
    unread = [app for app, scope in _SCOPES.items() if scope not in request.auth.scopes]
    for app in unread:
        seen = seen.exclude(verb__startswith=f"{app}.")
    rows, following = slice_of(_between(seen, "recorded_at", since, until), cursor, limit)
    places = places_of(rows)
    return StepPage(items=[_step(entry, *places[entry.pk]) for entry in rows], next_cursor=following)


def _between(rows, field: str, since: datetime | None, until: datetime | None):
    if since is not None:
        rows = rows.filter(**{f"{field}__gte": since})
    return rows if until is None else rows.filter(**{f"{field}__lt": until})


def _change(event: Event) -> ChangeOut:
    data = event.payload["data"]
    return ChangeOut(
        id=event.public_id.hex,
        at=event.happened_at,
        event=event.kind,
        year=data["year"],
        units=[unit["code"] for unit in data.get("units", [])],
    )


def _step(entry: Entry, unit: str, year: int) -> StepOut:
    return StepOut(id=entry.pk, at=entry.recorded_at, step=entry.verb, year=year, unit=unit)
