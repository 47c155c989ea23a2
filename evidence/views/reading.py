"""The head reads the dossier before it is sent, comments on criteria, and sends it from one page."""

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.types import UserRequest
from communes.hand_offs import HandOffFacts, hand_off_facts
from communes.models import HandOff
from evidence import desk, queries, services
from evidence.completeness import Need, completeness_by_criterion
from evidence.content import content_of
from evidence.models import ReadingRemark
from evidence.papers.states import paper_states
from evidence.remarks import open_remarks, remarks_visible_to
from evidence.sending import changed_since_signing, lacking_facts, sending_facts
from evidence.views.assessment import OF_COMMUNE
from kernel import clock
from kernel.access import allow
from scoring.exceptions import exceptions_of
from scoring.models import SelfAssessment
from scoring.policies import scoring_problems
from scoring.queries import assessments_visible_to, criterion_codes, criterion_rows


def reading_page(
    request: UserRequest, assessment: SelfAssessment, *, refused: dict | None = None, status: int = 200
) -> HttpResponse:
    """Every criterion with points, explanation and files, and a comment field.

    `refused` is a comment that was not saved.
    """
    registration = assessment.registration
    criteria = completeness_by_criterion([assessment])[assessment.pk]
    remarks: dict[str, list[ReadingRemark]] = {}
    for remark in open_remarks(request.user, assessment):
        remarks.setdefault(remark.score.criterion.code, []).append(remark)
    items = queries.item_rows_by_criterion(assessment, prepared_too=True)
    scores = {score.criterion_id: score for score in assessment.scores.all()}
    rows = [
        (row, scores.get(row.pk), items.get(row.pk, []), remarks.get(row.code, []), criteria.get(row.code))
        for row in criterion_rows(assessment.rubric)
    ]
    context = {
        "assessment": assessment,
        "year": registration.cycle.year,
        "commune": registration.commune,
        "rows": rows,
        "exceptions": exceptions_of(assessment),
        "may_remark": not any(scoring_problems(assessment, now=clock.now())),
        "refused": refused or {"criterion": "", "text": "", "words": ""},
        "hand_off": _hand_off(request, assessment),
    }
    return render(request, "evidence/reading.html", context, status=status)


@require_safe
@allow("evidence.remark_on_criterion", among=assessments_visible_to, **OF_COMMUNE)
def reading(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    return reading_page(request, assessment)


@require_POST
@allow("evidence.remark_on_criterion", among=assessments_visible_to, **OF_COMMUNE)
def remark(request: UserRequest, assessment: SelfAssessment, criterion: str) -> HttpResponse:
    if criterion not in criterion_codes(assessment.rubric):
        raise Http404(criterion)
    text = request.POST.get("text", "")[:2000]
    try:
        services.remark_on_criterion(
            assessment=assessment, criterion=criterion, text=text, by=request.user, now=clock.now()
        )
    except ValidationError as refusal:
        refused = {"criterion": criterion, "text": text, "words": " ".join(refusal.messages)}
        return reading_page(request, assessment, refused=refused, status=422)
    registration = assessment.registration
    back = redirect("evidence:reading", registration.cycle.year, registration.commune.code)
    back["Location"] += f"#row-{criterion}"
    return back


@require_POST
@allow("evidence.resolve_remark", among=remarks_visible_to, remark="pk")
def resolve_remark(request: UserRequest, remark: ReadingRemark) -> HttpResponse:
    try:
        services.resolve_remark(remark=remark, by=request.user, now=clock.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    registration = remark.score.assessment.registration
    back = redirect("evidence:dossier", registration.cycle.year, registration.commune.code)
    back["Location"] += "#remarks"
    return back


@require_safe
@allow("evidence.submit_dossier", among=assessments_visible_to, **OF_COMMUNE)
def sending(request: UserRequest, assessment: SelfAssessment) -> HttpResponse:
    """One page to send: the total, the level beside the target, changes since signing, what blocks, what is advice."""
    if not assessment.is_prepared:
        return redirect("evidence:dossier", assessment.registration.cycle.year, assessment.registration.commune.code)
    return sending_page(request, assessment)


def sending_page(request: UserRequest, assessment: SelfAssessment, *, status: int = 200, refusal=None) -> HttpResponse:
    registration, now = assessment.registration, clock.now()
    content = content_of(assessment)
    criteria, papers = content.criteria, paper_states(assessment, now=now, parts=content.parts)
    context = {
        "assessment": assessment,
        "year": registration.cycle.year,
        "commune": registration.commune,
        "deadline": desk.deadline_of(assessment, now=now),
        "alone": [code for code, criterion in criteria.items() if Need.OWN_FILE in criterion.needs],
        "sending": sending_facts(assessment, papers, criteria),
        "changed": changed_since_signing(assessment),
        "remarks": open_remarks(request.user, assessment),
        "refusal": refusal,
        "hand_off": _hand_off(request, assessment),
        **lacking_facts(assessment, content, now=now),
    }
    return render(request, "evidence/sending.html", context, status=status)


def _hand_off(request: UserRequest, assessment: SelfAssessment) -> HandOffFacts:
    """The dossier as the clerk submitted it to this head."""
    registration = assessment.registration
    is_head = rules.has_perm("communes.return_hand_off", request.user, registration)
    facts = {"is_clerk": False, "is_head": is_head, "now": clock.now()}
    return hand_off_facts(registration, HandOff.Subject.DOSSIER, **facts)
