"""The progress of the year's appraisal, and the forecast of its end [R3]."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from accounts.types import UserRequest
from appraisal.forecast import FEWEST_DAYS, LAST_DAYS
from appraisal.minutes_bundle import BUNDLE_FORMS, MINUTES_BUNDLE
from appraisal.progress_lists import progress_table
from appraisal.queries.progress import Part, progress_of
from communes.deadlines import due
from communes.models import Cycle
from communes.queries import cycles_visible_to
from documents.lists import PER_PAGE, list_response
from documents.services import request_export
from kernel import clock
from kernel.access import allow

# The members of a team and the criteria of a table are few: one page holds them.
_WHOLE = 500


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
    """The forecast, and one of three lists; each can be downloaded as it is filtered."""
    now = clock.now()
    asked = request.GET.get("part", "")
    part = Part(asked) if asked in tuple(Part) else Part.MEMBERS
    shown = progress_of(request.user, cycle, now=now, parts=[part])
    table = progress_table(request.GET, shown, part)
    return list_response(
        request,
        "appraisal/progress.html",
        table.wanted,
        table.columns,
        list,
        name=f"{table.name}-{cycle.year}",
        context={
            "cycle": cycle,
            "progress": shown,
            "part": part,
            "due": due(cycle.report_before, now=now),
            "last_days": LAST_DAYS,
            "fewest_days": FEWEST_DAYS,
        },
        per_page=PER_PAGE if part == Part.COMMUNES else _WHOLE,
        kept={"part": part},
    )
