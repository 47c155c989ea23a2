"""The year's issued papers: the department's report, the city's decisions, each correction as a new version."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.types import UserRequest
from documents.serving import file_response
from kernel import clock
from kernel.access import allow
from kernel.htmx import posted, posted_files
from kernel.refusals import add_refusal
from results import issued_papers, paper_services, queries
from results.forms import PaperForm, ReportForm
from results.models import CityDecision
from results.open_breaches import open_breach_units


@require_http_methods(["GET", "POST"])
@allow(
    "results.view_ranking",
    to_send="results.record_report",
    files=True,
    among=queries.ranked_cycles_visible_to,
    year="year",
)
def report(request: UserRequest, cycle) -> HttpResponse:
    """The department's report to the city with its versions; officers record one [R3]."""
    versions = issued_papers.reports_of(cycle)
    form = ReportForm(posted(request), posted_files(request), corrects=bool(versions))
    if request.method == "POST" and form.is_valid():
        try:
            paper_services.record_report(cycle=cycle, **form.cleaned_data, by=request.user, now=clock.now())
        except ValidationError as refusal:
            add_refusal(form, refusal, file_field="file")
        else:
            messages.success(request, _("The report is recorded."))
            return redirect("results:steps", year=cycle.year)
    confirmed = issued_papers.confirmed_on(cycle)
    context = {
        "cycle": cycle,
        "form": form,
        "versions": versions,
        "current": issued_papers.current_report(cycle),
        "confirmed": confirmed,
        "open_breaches": list(open_breach_units(cycle)),
    }
    return render(request, "results/report.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@allow("results.recognise", files=True, among=queries.ranked_cycles_visible_to, year="year")
def correction(request: UserRequest, cycle, decision: int) -> HttpResponse:
    """A corrected version of a decision of the city; the earlier one stays readable."""
    decided = get_object_or_404(CityDecision.objects.select_related("corrects"), cycle=cycle, pk=decision)
    typed = {"decision_number": decided.number, "decision_date": decided.dated}
    form = PaperForm(posted(request), posted_files(request), initial=typed, corrects=True)
    if request.method == "POST" and form.is_valid():
        try:
            paper_services.correct_decision(decision=decided, **form.cleaned_data, by=request.user, now=clock.now())
        except ValidationError as refusal:
            add_refusal(form, refusal, file_field="file")
        else:
            messages.success(request, _("The corrected decision is recorded."))
            return redirect("results:steps", year=cycle.year)
    context = {"cycle": cycle, "form": form, "decision": decided}
    return render(request, "results/correction.html", context, status=422 if form.errors else 200)


@require_safe
@allow("results.view_ranking", among=queries.ranked_cycles_visible_to, year="year")
def paper(request: UserRequest, cycle, file: UUID) -> HttpResponseBase:
    """The signed copy of a paper of the year, of any version."""
    stored = issued_papers.paper_file(cycle, file)
    if stored is None:
        raise Http404
    return file_response(request, stored)
