"""The communes' progress, their workbooks, and the opening of a year."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.types import UserRequest
from communes.models import FIRST_YEAR, Cycle
from communes.queries import current_cycle, cycles_visible_to
from documents.lists import list_response
from documents.tables import XLSX_TYPE
from kernel import clock
from kernel.access import Lookups, allow
from kernel.htmx import posted
from kernel.refusals import add_refusal
from scoring.exports import score_workbook
from scoring.former_scores import former_scores
from scoring.forms import OpenCycleForm, ReasonForm
from scoring.lists import ASSESSMENT_COLUMNS, assessment_list, progress_rows
from scoring.models import SelfAssessment
from scoring.policies import opening_warnings
from scoring.queries import assessments_visible_to, published_with_open_figures, rubrics_visible_to
from scoring.services import cycles

OF_COMMUNE: Lookups = {"year": "registration__cycle__year", "code": "registration__commune__code"}


@require_safe
@allow("scoring.list_assessments", among=cycles_visible_to, year="year")
def assessments(request: UserRequest, cycle: Cycle) -> HttpResponse:
    rubric = rubrics_visible_to(request.user).filter(cycles_in_force__cycle=cycle).first()
    return list_response(
        request,
        "scoring/assessments.html",
        assessment_list(request.GET, request.user, cycle),
        ASSESSMENT_COLUMNS,
        lambda works: progress_rows(works, request.user),
        name=f"tu-cham-diem-{cycle.year}",
        context={"cycle": cycle, "rubric": rubric},
    )


@require_safe
@allow("scoring.view_assessment", among=assessments_visible_to, **OF_COMMUNE)
def workbook(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    """The commune's scoring workbook, to be filled in offline."""
    registration = assessment.registration
    name = f"tu-cham-diem-{registration.cycle.year}-{registration.commune.code}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    former = former_scores.get()(registration, request.user)
    return HttpResponse(score_workbook(assessment, former), content_type=XLSX_TYPE, headers=headers)


@require_http_methods(["GET", "POST"])
@allow("scoring.open_cycle")
def open_cycle(request: UserRequest) -> HttpResponse:
    """Open a year: warnings are shown first and must be confirmed."""
    latest = current_cycle()
    request.shown_year = latest.year if latest else None
    year = latest.year + 1 if latest else max(FIRST_YEAR, clock.now().year)
    form = OpenCycleForm(posted(request), initial=OpenCycleForm.offered(year, latest), before=latest)
    if form.is_valid():
        warnings = list(opening_warnings(form.cleaned_data["rubric"], form.dates))
        confirmed = request.POST.getlist("acknowledged")
        if {warning.where for warning in warnings} <= set(confirmed):
            try:
                cycle = _open(form, request.user)
            except ValidationError as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, _("The year %(year)s is open. Every unit can register.") % {"year": cycle})
                return redirect("communes:board", cycle.year)
        return render(
            request, "scoring/open_cycle.html", {"form": form, "warnings": warnings, "unsure": []}, status=422
        )
    context = {"form": form, "unsure": published_with_open_figures(), "warnings": []}
    return render(request, "scoring/open_cycle.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow("scoring.close_cycle", among=cycles_visible_to, year="year")
def close_cycle(request: UserRequest, cycle: Cycle) -> HttpResponse:
    """Close a year that was opened by mistake, with a reason."""
    form = ReasonForm(posted(request))
    if form.is_valid():
        try:
            cycles.close_cycle(cycle=cycle, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The year %(year)s is closed again.") % {"year": cycle})
            return redirect("scoring:open_cycle")
    context = {"cycle": cycle, "form": form}
    return render(request, "scoring/close_cycle.html", context, status=422 if form.errors else 200)


def _open(form: OpenCycleForm, person) -> Cycle:
    rubric = form.cleaned_data["rubric"]
    return cycles.open_cycle(
        year=form.cleaned_data["year"],
        rubric_code=rubric.code,
        carry=form.cleaned_data.get("carry", ()),
        days_decision_number=form.cleaned_data["days_decision_number"],
        days_decision_date=form.cleaned_data["days_decision_date"],
        by=person,
        now=clock.now(),
        **form.dates,
    )
