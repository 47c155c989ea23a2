"""The team's questions to a commune, and the commune's answers [R3, S8]."""

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.types import UserRequest
from communes.deadlines import due
from evidence import services
from evidence.drafts import sees_prepared
from evidence.inquiry_queries import inquiries_visible_to, is_with_commune, question_rows, questions_visible_to
from evidence.models import Inquiry, Question
from evidence.paper_kinds import answer_links
from kernel import clock
from kernel.access import Lookups, allow
from scoring.core import level_for

OF_INQUIRY: Lookups = {
    "year": "assessment__registration__cycle__year",
    "code": "assessment__registration__commune__code",
    "kind": "kind",
    "number": "number",
}


def _place(inquiry: Inquiry) -> tuple[int, str, str, int]:
    registration = inquiry.assessment.registration
    return registration.cycle.year, registration.commune.code, inquiry.kind, inquiry.number


def _page(request: UserRequest, inquiry: Inquiry, *, refusal=None, status: int = 200) -> HttpResponse:
    now, registration = clock.now(), inquiry.assessment.registration
    is_open = is_with_commune(inquiry, now=now)
    context = {
        "inquiry": inquiry,
        "year": registration.cycle.year,
        "commune": registration.commune,
        "rows": question_rows(
            inquiry.assessment, inquiry=inquiry, prepared_too=sees_prepared(request.user, inquiry.assessment)
        ),
        "due": due(inquiry.before, now=now) if inquiry.before else None,
        "level": level_for(inquiry.total) if inquiry.total is not None else None,
        "is_over": inquiry.state != Inquiry.State.COLLECTING and not is_open,
        "may_answer": is_open and rules.has_perm("evidence.answer_question", request.user, inquiry),
        "may_send": rules.has_perm("evidence.send_answers", request.user, inquiry),
        "links": answer_links(request.user, inquiry),
        "refusal": refusal,
    }
    return render(request, "evidence/inquiry.html", context, status=status)


@require_safe
@allow("evidence.view_inquiry", among=inquiries_visible_to, **OF_INQUIRY)
def inquiry(request: UserRequest, inquiry: Inquiry) -> HttpResponse:
    return _page(request, inquiry)


@require_POST
@allow("evidence.answer_question", among=questions_visible_to, question="pk")
def write_answer(request: UserRequest, question: Question) -> HttpResponse:
    """Save what is typed; htmx gets the result beside the field, a browser without scripts the page."""
    now, problems = clock.now(), []
    try:
        services.write_answer(question=question, answer=request.POST.get("answer", ""), by=request.user, now=now)
    except ValidationError as refusal:
        problems = refusal.messages
    if request.htmx:
        context = {"problems": problems, "saved_at": now}
        return render(request, "evidence/_answer_saved.html", context, status=422 if problems else 200)
    for problem in problems:
        messages.error(request, problem)
    inquiry = inquiries_visible_to(request.user).get(pk=question.inquiry_id)
    return redirect("evidence:inquiry", *_place(inquiry))


@require_POST
@allow("evidence.send_answers", among=inquiries_visible_to, **OF_INQUIRY)
def send_answers(request: UserRequest, inquiry: Inquiry) -> HttpResponse:
    """Return the dossier to the team; missing answers are shown, and nothing typed is lost."""
    knowingly = request.POST.get("knowingly") == "1"
    try:
        services.send_answers(inquiry=inquiry, by=request.user, now=clock.now(), knowingly=knowingly)
    except ValidationError as refusal:
        return _page(request, inquiry, refusal=refusal, status=422)
    messages.success(request, _("The answer is sent; the dossier is with the appraisal team."))
    return redirect("evidence:inquiry", *_place(inquiry))
