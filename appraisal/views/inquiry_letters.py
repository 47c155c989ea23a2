"""Ask the commune, the letter, its answers, and the replies to its explanation [R3, S8]."""

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.types import UserRequest
from appraisal import policies, queries, questions_context, services
from appraisal.forms import LetterForm, QuestionForm, ReplyForm, TermsForm
from appraisal.models import Review
from appraisal.paper_kinds import inquiry_links
from appraisal.views.desk import OF_COMMUNE, facts_of
from communes.models import Cycle
from communes.queries import cycles_visible_to
from evidence.inquiry_queries import holder_of, question_rows
from evidence.models import Inquiry, Question
from kernel import clock
from kernel.access import allow
from kernel.htmx import posted
from kernel.problems import required
from kernel.refusals import add_refusal
from scoring.forms import POINTS_PROBLEMS
from scoring.queries import criterion_codes


def _address(review: Review) -> tuple[int, str]:
    return review.assessment.registration.cycle.year, review.assessment.registration.commune.code


def page(request: UserRequest, review: Review, *, letter=None, reply=None, status: int = 200) -> HttpResponse:
    """All questions to this commune, past and present, and the possible next steps."""
    now, cycle = clock.now(), review.assessment.registration.cycle
    terms, rows = queries.terms_of(cycle), question_rows(review.assessment)
    collecting = [row for row in rows if row.state == Inquiry.State.COLLECTING]
    heard = any(row.kind == Inquiry.Kind.EXPLANATION for row in rows)
    explaining = policies.explaining_problems(review, heard=heard, differing=len(queries.differing_criteria(review)))
    may_explain = review.state == Review.State.COMPLETED and not any(explaining)
    days = terms.explanation_days if may_explain else terms.supplement_days
    context = facts_of(review) | {
        "holder": holder_of(review.assessment, now=now),
        "collecting": collecting,
        "sent": sorted((row for row in rows if row.sent_at), key=lambda row: required(row.sent_at), reverse=True),
        "may_ask": rules.has_perm("appraisal.ask_commune", request.user, review),
        "may_explain": may_explain,
        "may_reply": review.state == Review.State.COMPLETED
        and rules.has_perm("appraisal.reply_to_explanation", request.user, review),
        "letter": letter or LetterForm(initial={"before": queries.day_after(days, cycle, now=now)}),
        "reply": reply,
        "reply_form": ReplyForm(),
        "links": inquiry_links(request.user, review),
    }
    return render(request, "appraisal/inquiries.html", context, status=status)


@require_safe
@allow("appraisal.view_review", among=queries.reviews_with_team, **OF_COMMUNE)
def inquiries(request: UserRequest, review: Review) -> HttpResponse:
    return page(request, review)


@require_POST
@allow("appraisal.put_question", among=queries.reviews_visible_to, **OF_COMMUNE)
def ask(request: UserRequest, review: Review, criterion: str) -> HttpResponse:
    """Add a question; htmx gets the criterion's partial, with the input where it is refused."""
    if criterion not in criterion_codes(review.assessment.rubric):
        raise Http404(criterion)
    form = QuestionForm(request.POST)
    if form.is_valid():
        try:
            wanted = form.cleaned_data["wanted"]
            services.ask_supplement(review=review, criterion=criterion, wanted=wanted, by=request.user, now=clock.now())
        except ValidationError as refusal:
            form.add_error("wanted", refusal.messages)
    if not request.htmx and not form.errors:
        return redirect("appraisal:criterion", *_address(review), criterion)
    context = facts_of(review) | questions_context.context(
        request.user, review, criterion, form=form if form.errors else None
    )
    return render(request, "appraisal/_asking.html", context, status=422 if form.errors else 200)


@require_POST
@allow("appraisal.put_question", among=queries.reviews_visible_to, **OF_COMMUNE)
def withdraw(request: UserRequest, review: Review, criterion: str) -> HttpResponse:
    question = _question(review, criterion, Inquiry.State.COLLECTING)
    services.withdraw_question(question=question, review=review, by=request.user, now=clock.now())
    if request.htmx:
        return render(
            request,
            "appraisal/_asking.html",
            facts_of(review) | questions_context.context(request.user, review, criterion),
        )
    return redirect("appraisal:inquiries", *_address(review))


def _question(review: Review, criterion: str, *states: str, **fields) -> Question:
    questions = Question.objects.filter(inquiry__assessment=review.assessment, inquiry__state__in=states, **fields)
    question = questions.select_related("inquiry", "score__criterion").filter(score__criterion__code=criterion).first()
    if question is None:
        raise Http404(criterion)
    return question


@require_POST
@allow("appraisal.ask_commune", among=queries.reviews_visible_to, **OF_COMMUNE)
def send(request: UserRequest, review: Review) -> HttpResponse:
    return _letter(request, review, services.send_supplement_request, _("The request went to the commune."))


@require_POST
@allow("appraisal.ask_commune", among=queries.reviews_visible_to, **OF_COMMUNE)
def open_explanation(request: UserRequest, review: Review) -> HttpResponse:
    message = _("The provisional points are before the commune, which may explain itself.")
    return _letter(request, review, services.open_explanation, message)


def _letter(request: UserRequest, review: Review, verb, message: str) -> HttpResponse:
    form = LetterForm(request.POST)
    if form.is_valid():
        try:
            verb(review=review, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
    if form.errors:
        return page(request, review, letter=form, status=422)
    messages.success(request, message)
    return redirect("appraisal:inquiries", *_address(review))


@require_POST
@allow("appraisal.reply_to_explanation", among=queries.reviews_visible_to, **OF_COMMUNE)
def reply(request: UserRequest, review: Review, criterion: str) -> HttpResponse:
    """Reply to one explanation; refused input stays beside its criterion."""
    over = (Inquiry.State.SENT, Inquiry.State.ANSWERED, Inquiry.State.LAPSED)
    question = _question(review, criterion, *over, inquiry__kind=Inquiry.Kind.EXPLANATION)
    form = ReplyForm(request.POST)
    if form.is_valid():
        try:
            typed = form.cleaned_data
            services.reply_to_explanation(question=question, review=review, by=request.user, now=clock.now(), **typed)
        except ValidationError as refusal:
            add_refusal(form, refusal, fields=POINTS_PROBLEMS)
    if form.errors:
        return page(request, review, reply=(criterion, form), status=422)
    messages.success(request, _("The reply on %(criterion)s is written down.") % {"criterion": criterion})
    return redirect("appraisal:inquiries", *_address(review))


@require_http_methods(["GET", "HEAD", "POST"])
@allow("appraisal.set_terms", among=cycles_visible_to, year="year")
def terms(request: UserRequest, cycle: Cycle) -> HttpResponse:
    """How often and for how long communes may be asked this year."""
    form = TermsForm(posted(request), instance=queries.terms_of(cycle))
    if request.method == "POST" and form.is_valid():
        services.set_terms(cycle=cycle, by=request.user, now=clock.now(), **form.cleaned_data)
        messages.success(request, _("The terms of %(year)s are set.") % {"year": cycle.year})
        return redirect("appraisal:team", cycle.year)
    context = {"cycle": cycle, "form": form}
    return render(request, "appraisal/terms.html", context, status=422 if form.errors else 200)
