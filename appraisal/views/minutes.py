"""The minutes of an appraisal, and reopening a confirmed one [R3, S8]."""

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.types import UserRequest
from appraisal import papers, queries, services
from appraisal.forms import MinutesForm, ReasonForm
from appraisal.models import Minutes, Review, TeamMember
from appraisal.views.desk import OF_COMMUNE, facts_of, summary_page
from documents.paper_files import PAPER_FORMS, paper_as_file
from documents.serving import file_response, made_file_response
from evidence.forms import SignedCopyForm
from kernel import clock
from kernel.access import allow
from kernel.deadlines import CITY_ZONE
from kernel.htmx import posted
from kernel.refusals import add_refusal
from papers.queries import with_root


def _address(review: Review) -> tuple[int, str]:
    return review.assessment.registration.cycle.year, review.assessment.registration.commune.code


def _form(review: Review, minutes: Minutes | None, data=None) -> MinutesForm:
    members = TeamMember.objects.filter(team=review.appraiser.team_id).select_related("person")
    free = queries.members_for(review)
    today = clock.now().astimezone(CITY_ZONE).date()
    code = review.assessment.registration.commune.code
    chair = queries.judge_among(free, code, besides=queries.reviewers_of(review))
    initial = {"held_on": today, "present": free, "chair": chair}
    if minutes is not None:
        fields = ("number", "held_on", "begins_at", "ends_at", "place", "chair", "others", "remarks")
        initial = {field: getattr(minutes, field) for field in fields} | {"present": minutes.present.all()}
    return MinutesForm(data, members=members, initial=initial)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(
    "appraisal.view_review",
    to_send="appraisal.write_minutes",
    among=queries.reviews_with_team,
    **OF_COMMUNE,
)
def minutes(request: UserRequest, review: Review) -> HttpResponse:
    """Read the minutes; a person who may write them enters the facts of the meeting."""
    minutes, may_keep = (
        services.current_minutes(review),
        rules.has_perm("appraisal.write_minutes", request.user, review),
    )
    form = _form(review, minutes, posted(request))
    if request.method == "POST" and form.is_valid() and _written(request, review, form):
        messages.success(request, _("The minutes are written."))
        return redirect("appraisal:minutes", *_address(review))
    earlier = Minutes.objects.filter(review=review).exclude(superseded_at=None)
    context = facts_of(review) | {"minutes": minutes, "form": form, "may_keep": may_keep, "earlier": earlier}
    context["is_outdated"] = minutes is not None and queries.is_outdated(minutes, review)
    context["is_signed"] = minutes is not None and minutes.signed_id is not None and not context["is_outdated"]
    return render(request, "appraisal/minutes.html", context, status=422 if form.errors else 200)


def _written(request: UserRequest, review: Review, form: MinutesForm) -> bool:
    try:
        services.write_minutes(review=review, by=request.user, now=clock.now(), **form.cleaned_data)
    except ValidationError as refusal:
        add_refusal(form, refusal)
        return False
    return True


@require_safe
@allow("appraisal.view_review", among=queries.reviews_visible_to, **OF_COMMUNE)
def minutes_file(request: UserRequest, review: Review, form: str) -> HttpResponse:
    """The minutes as a file to print or to edit in Word."""
    minutes = services.current_minutes(review)
    if minutes is None or form not in PAPER_FORMS:
        raise Http404(form)
    minutes.review = review
    year, code = _address(review)
    paper = papers.minutes_paper(minutes, reader=request.user)
    return made_file_response(paper_as_file(with_root(paper), form, f"bien-ban-{code}-{year}"))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(
    "appraisal.view_review",
    files=True,
    to_send="appraisal.write_minutes",
    among=queries.reviews_visible_to,
    **OF_COMMUNE,
)
def signed_minutes(request: UserRequest, review: Review) -> HttpResponseBase:
    """The signed copy; a person who may write the minutes uploads it."""
    if request.method == "POST":
        return _store_signed(request, review)
    minutes = services.current_minutes(review)
    if minutes is None or minutes.signed is None:
        raise Http404
    return file_response(request, minutes.signed, inline=False)


def _store_signed(request: UserRequest, review: Review) -> HttpResponse:
    form = SignedCopyForm(request.POST, request.FILES)
    problems = [str(text) for texts in form.errors.values() for text in texts]
    if form.is_valid():
        try:
            upload = form.cleaned_data["file"]
            services.store_signed_minutes(review=review, upload=upload, by=request.user, now=clock.now())
        except ValidationError as refusal:
            problems = refusal.messages
    for problem in problems:
        messages.error(request, problem)
    if not problems:
        messages.success(request, _("The signed copy is in its place."))
    return redirect("appraisal:minutes", *_address(review))


@require_POST
@allow("appraisal.reopen_review", among=queries.reviews_visible_to, **OF_COMMUNE)
def reopen(request: UserRequest, review: Review) -> HttpResponse:
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            services.reopen_review(review=review, reason=form.cleaned_data["reason"], by=request.user, now=clock.now())
        except ValidationError as refusal:
            form.add_error("reason", refusal.messages)
    if form.errors:
        return summary_page(request, review, reopening=form, status=422)
    messages.success(request, _("The review is open again; the appraiser was told."))
    return redirect("appraisal:summary", *_address(review))
