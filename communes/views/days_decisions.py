"""The decision that set other days of a year than the decree's: correct it, and read its files."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.types import UserRequest
from communes import queries, services
from communes.forms import CorrectDecisionForm
from communes.models import Cycle
from documents.serving import file_response
from kernel import clock
from kernel.access import allow
from kernel.htmx import posted, posted_files
from kernel.problems import required
from kernel.refusals import add_refusal


@require_http_methods(["GET", "POST"])
@allow("communes.correct_days_decision", files=True, among=queries.cycles_visible_to, year="year")
def correct(request: UserRequest, cycle: Cycle) -> HttpResponse:
    """Another number, date or file, with the reason."""
    initial = {"number": cycle.days_decision_number, "dated_on": cycle.days_decision_date}
    form = CorrectDecisionForm(posted(request), posted_files(request), initial=initial)
    if form.is_valid():
        try:
            services.correct_days_decision(cycle=cycle, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal, file_field="file")
        else:
            messages.success(request, _("The corrected version is recorded."))
            return redirect("communes:board", cycle.year)
    return render(
        request, "communes/correct_days.html", {"cycle": cycle, "form": form}, status=422 if form.errors else 200
    )


@require_safe
@allow("communes.view_board", among=queries.cycles_visible_to, year="year")
def file(request: UserRequest, cycle: Cycle) -> HttpResponseBase:
    """The signed decision on record."""
    if cycle.days_decision_file is None:
        raise Http404
    return file_response(request, cycle.days_decision_file, inline=True)


@require_safe
@allow("communes.view_board", among=queries.cycles_visible_to, year="year")
def former_file(request: UserRequest, cycle: Cycle, version: int) -> HttpResponseBase:
    """The signed decision as it was recorded before a correction."""
    former = cycle.former_days_decisions.exclude(file=None).select_related("file")
    return file_response(request, required(get_object_or_404(former, pk=version).file), inline=True)
