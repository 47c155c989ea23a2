"""Download and upload of the appraisers' workbook: all communes assigned to one person [R3, S8]."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.types import UserRequest
from appraisal import services
from appraisal.exports import review_workbook
from appraisal.queries import count_open_reviews, open_reviews_of
from appraisal.services.workbook import plan_review_scores
from communes.models import Cycle
from communes.queries import cycles_visible_to
from documents.tables import XLSX_TYPE
from kernel import clock
from kernel.access import allow
from kernel.refusals import Refused
from scoring.forms import WorkbookForm
from scoring.imports import read_lines
from scoring.queries import criterion_rows
from scoring.workbook_changes import Line
from scoring.workbook_proposals import Proposal, proposal_of, refused, unseal
from scoring.workbook_stamps import REVIEW


@require_safe
@allow("appraisal.import_review_scores", among=cycles_visible_to, year="year")
def download(request: UserRequest, cycle: Cycle) -> HttpResponse:
    """One workbook with all open reviews of this person."""
    book = review_workbook(cycle, open_reviews_of(request.user, cycle))
    headers = {"Content-Disposition": f'attachment; filename="tham-dinh-{cycle.year}.xlsx"'}
    return HttpResponse(book, content_type=XLSX_TYPE, headers=headers)


@require_http_methods(["GET", "POST"])
@allow("appraisal.import_review_scores", files=True, among=cycles_visible_to, year="year")
def upload(request: UserRequest, cycle: Cycle) -> HttpResponse:
    """Choose the workbook; see what it would change, and every invalid cell."""
    if request.method == "GET":
        return _page(request, cycle, WorkbookForm())
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, cycle, form, status=422)
    try:
        lines = read_lines(form.cleaned_data["workbook"].file, REVIEW, year=cycle.year)
    except Refused as refusal:
        return _page(request, cycle, WorkbookForm(), refused(refusal.problems), status=422)
    proposal = _proposal(request, cycle, lines)
    return _page(request, cycle, WorkbookForm(), proposal, status=422 if proposal.is_refused else 200)


@require_POST
@allow("appraisal.import_review_scores", among=cycles_visible_to, year="year")
def confirm(request: UserRequest, cycle: Cycle) -> HttpResponse:
    """Enter the previewed changes; if the portal's values changed meanwhile, preview again."""
    taken = request.POST.getlist("take")
    lines: list[Line] = []
    try:
        lines, _ratios = unseal(request.POST.get("kept", ""), about=_about(request, cycle), taken=taken)
        count = services.import_review_scores(cycle=cycle, lines=lines, by=request.user, now=clock.now())
    except Refused as refusal:
        proposal = _proposal(request, cycle, lines, taken) if lines else refused(refusal.problems)
        return _page(request, cycle, WorkbookForm(), proposal, status=422, moved=bool(lines))
    message = ngettext("%(count)s criterion is entered.", "%(count)s criteria are entered.", count)
    messages.success(
        request, message % {"count": count} if count else _("Everything stands already as the workbook says.")
    )
    return redirect("appraisal:reviews", cycle.year)


def _about(request: UserRequest, cycle: Cycle) -> str:
    return f"appraisal/{cycle.pk}/{request.user.pk}"


def _proposal(request: UserRequest, cycle: Cycle, lines: list[Line], taken: Iterable[str] = ()) -> Proposal:
    reviews = open_reviews_of(request.user, cycle)
    communes = [review.assessment.registration.commune for review in reviews]
    rubrics = {review.assessment.rubric_id: review.assessment.rubric for review in reviews}
    return proposal_of(
        plan_review_scores(cycle=cycle, lines=lines, by=request.user),
        titles={row.code: row.title for rubric in rubrics.values() for row in criterion_rows(rubric)},
        communes={commune.code: str(commune) for commune in communes},
        about=_about(request, cycle),
        exception=_("not applicable"),
        taken=frozenset(taken),
        lines=lines,
    )


def _page(
    request: UserRequest,
    cycle: Cycle,
    form: WorkbookForm,
    proposal: Proposal | None = None,
    *,
    status: int = 200,
    moved: bool = False,
) -> HttpResponse:
    waiting = count_open_reviews(request.user, cycle)
    context = {"year": cycle.year, "waiting": waiting, "form": form, "proposal": proposal, "moved": moved}
    return render(request, "appraisal/workbook.html", context, status=status)
