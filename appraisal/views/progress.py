"""The progress of the year's appraisal, and the forecast of its end [R3]."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from accounts.types import UserRequest
from appraisal.forecast import FEWEST_DAYS, LAST_DAYS
from appraisal.minutes_bundle import BUNDLE_FORMS, MINUTES_BUNDLE
from appraisal.queries.progress import Part, progress_of
from communes.deadlines import due
from communes.models import Cycle
from communes.queries import cycles_visible_to
from documents.services import request_export
from kernel import clock
from kernel.access import allow
from kernel.htmx import list_page
from kernel.names import name_key

Row = TypeVar("Row")

_MEMBERS = {
    "name": lambda row: name_key(row.name),
    "reviews": lambda row: row.reviews,
    "complete": lambda row: row.complete + row.confirmed,
    "scored": lambda row: (row.scored / row.criteria if row.criteria else 0, row.scored),
    "pace": lambda row: row.forecast.pace,
    "spare": lambda row: row.forecast.spare,
}
_COMMUNES = {
    "name": lambda row: name_key(row.commune),
    "appraiser": lambda row: name_key(row.appraiser),
    "state": lambda row: ("assigned", "in_progress", "completed", "reconciled").index(row.state),
    "days": lambda row: row.days,
    "waits": lambda row: row.waits,
    "scored": lambda row: row.scored,
    "self": lambda row: row.self_total,
    "total": lambda row: row.total,
}
_CRITERIA = {
    "code": None,
    "max": lambda row: row.max_points,
    "scored": lambda row: row.scored,
    "self": lambda row: row.self_share,
    "share": lambda row: row.share,
    "differing": lambda row: row.differing_share,
}
PARTS: dict[str, dict[str, Any]] = {"members": _MEMBERS, "communes": _COMMUNES, "criteria": _CRITERIA}


@require_POST
@allow("appraisal.view_progress", among=cycles_visible_to, year="year")
def request_minutes(request: UserRequest, cycle: Cycle, form: str) -> HttpResponse:
    """Request all minutes of the year from the worker; redirects to the page where the file will appear."""
    if form not in BUNDLE_FORMS:
        raise Http404(form)
    facts, language = {"year": cycle.year, "form": form}, get_language() or "vi"
    export = request_export(kind=MINUTES_BUNDLE, facts=facts, language=language, by=request.user, now=clock.now())
    return redirect("documents:export", export.public_id)


@require_safe
@allow("appraisal.view_progress", among=cycles_visible_to, year="year")
def progress(request: UserRequest, cycle: Cycle) -> HttpResponse:
    now = clock.now()
    asked = request.GET.get("part", "")
    part = Part(asked) if asked in PARTS else Part.MEMBERS
    shown = progress_of(request.user, cycle, now=now, parts=[part])
    rows: Any = {"members": shown.members, "communes": shown.communes, "criteria": shown.by_criterion}[part]
    sort = request.GET.get("sort", "")
    sort = sort if sort.removeprefix("-") in PARTS[part] else next(iter(PARTS[part]))
    ordered = in_order(rows, PARTS[part][sort.removeprefix("-")], backwards=sort.startswith("-"))
    context = {
        "cycle": cycle,
        "progress": shown,
        "part": part,
        "rows": list_page(request, ordered, per_page=50 if part == Part.COMMUNES else max(1, len(ordered))),
        "sort": sort,
        "due": due(cycle.report_before, now=now),
        "last_days": LAST_DAYS,
        "fewest_days": FEWEST_DAYS,
    }
    return render(request, "appraisal/progress.html", context)


def in_order(rows: Iterable[Row], key: Callable[[Row], Any] | None, *, backwards: bool = False) -> list[Row]:
    """Rows sorted by `key`, those without a value last in both directions; without a key unchanged.

    The sort is stable.
    """
    rows = list(rows)
    if key is None:
        return rows[::-1] if backwards else rows
    known = [row for row in rows if key(row) is not None]
    return sorted(known, key=key, reverse=backwards) + [row for row in rows if key(row) is None]
