"""Upload of the commune's filled workbook: preview every change first, then all or nothing [S1, S2]."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.types import UserRequest
from documents.workbooks import SentWorkbook
from kernel import clock
from kernel.access import Lookups, allow
from kernel.refusals import Refused
from scoring.forms import WorkbookForm
from scoring.imports import read_lines, read_ratios
from scoring.models import SelfAssessment
from scoring.policies import scoring_problems
from scoring.queries import assessments_visible_to, criterion_rows
from scoring.services.workbook import import_scores, plan_figures, plan_scores
from scoring.workbook_changes import Line
from scoring.workbook_proposals import Proposal, proposal_of, refused, unseal
from scoring.workbook_ratios import RatioLine
from scoring.workbook_stamps import SELF

OF_COMMUNE: Lookups = {"year": "registration__cycle__year", "code": "registration__commune__code"}


@require_http_methods(["GET", "POST"])
@allow("scoring.enter_score", files=True, among=assessments_visible_to, **OF_COMMUNE)
def upload(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    """Choose the workbook; see what it would change, and every invalid cell."""
    if request.method == "GET":
        return _page(request, assessment, WorkbookForm())
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, assessment, form, status=422)
    year = assessment.registration.cycle.year
    try:
        book = SentWorkbook(form.cleaned_data["workbook"].file)
        lines, ratios = read_lines(book, SELF, year=year), read_ratios(book)
    except Refused as refusal:
        return _page(request, assessment, WorkbookForm(), refused(refusal.problems), status=422)
    proposal = _proposal(request, assessment, lines, ratios)
    return _page(request, assessment, WorkbookForm(), proposal, status=422 if proposal.is_refused else 200)


@require_POST
@allow("scoring.enter_score", among=assessments_visible_to, **OF_COMMUNE)
def confirm(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    """Enter the previewed changes; if the portal's values changed meanwhile, preview again."""
    registration = assessment.registration
    taken = request.POST.getlist("take")
    lines: list[Line] = []
    ratios: list[RatioLine] = []
    try:
        lines, ratios = unseal(request.POST.get("kept", ""), about=_about(request, assessment), taken=taken)
        read: dict[str, Any] = {"lines": lines, "ratios": ratios, "only": [registration.commune.code]}
        count = import_scores(cycle=registration.cycle, **read, by=request.user, now=clock.now())
    except Refused as refusal:
        moved = bool(lines or ratios)
        proposal = _proposal(request, assessment, lines, ratios, taken) if moved else refused(refusal.problems)
        return _page(request, assessment, WorkbookForm(), proposal, status=422, moved=moved)
    message = ngettext("%(count)s criterion is entered.", "%(count)s criteria are entered.", count)
    messages.success(
        request, message % {"count": count} if count else _("Everything stands already as the workbook says.")
    )
    return redirect("evidence:assessment", registration.cycle.year, registration.commune.code)


def _about(request: UserRequest, assessment: SelfAssessment) -> str:
    return f"self/{assessment.pk}/{request.user.pk}"


def _proposal(
    request: UserRequest,
    assessment: SelfAssessment,
    lines: list[Line],
    ratios: list[RatioLine],
    taken: Iterable[str] = (),
) -> Proposal:
    registration = assessment.registration
    commune = registration.commune
    return proposal_of(
        plan_scores(cycle=registration.cycle, lines=lines, now=clock.now(), only=[commune.code]),
        titles={row.code: row.title for row in criterion_rows(assessment.rubric)},
        communes={commune.code: str(commune)},
        about=_about(request, assessment),
        exception=_("not applicable"),
        taken=frozenset(taken),
        ratios=plan_figures(cycle=registration.cycle, lines=ratios, only=[commune.code]),
        lines=lines,
    )


def _page(
    request: UserRequest,
    assessment: SelfAssessment,
    form: WorkbookForm,
    proposal: Proposal | None = None,
    *,
    status: int = 200,
    moved: bool = False,
) -> HttpResponse:
    registration = assessment.registration
    context = {
        "year": registration.cycle.year,
        "commune": registration.commune,
        "problems": list(scoring_problems(assessment, now=clock.now())),
        "form": form,
        "proposal": proposal,
        "moved": moved,
    }
    return render(request, "evidence/workbook.html", context, status=status)
