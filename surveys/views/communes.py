"""A commune's surveys: prepare, open, print, close."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.types import UserRequest
from audit.queries import trail_of
from communes.models import Registration
from communes.queries import registrations_visible_to
from kernel import clock
from kernel.access import allow
from kernel.htmx import posted
from kernel.refusals import add_refusal
from surveys import policies, services
from surveys.forms import CodesForm, SurveyForm
from surveys.models import Survey
from surveys.posters import SIZES, address_of, poster_pdf, slips_pdf
from surveys.queries import hint_counts, own_rows, responses_by_channel, surveys_visible_to

_PDF = "application/pdf"
_OF_UNIT: dict[str, Any] = {
    "among": registrations_visible_to,
    "year": "cycle__year",
    "code": "commune__code",
}
_SURVEY: dict[str, Any] = {"among": surveys_visible_to, "slug": "slug"}


@require_http_methods(["GET", "HEAD", "POST"])
@allow("surveys.view_survey", to_send="surveys.manage_survey", **_OF_UNIT)
def own(request: UserRequest, registration: Registration) -> HttpResponse:
    """The surveys of a unit in a year, and the form for another one."""
    form = SurveyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_survey(
                commune=registration.commune,
                cycle=registration.cycle,
                **form.cleaned_data,
                by=request.user,
                now=clock.now(),
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The survey is prepared. Open it when people may answer."))
            return redirect("surveys:survey", made.slug)
    context = {
        "registration": registration,
        "cycle": registration.cycle,
        "rows": own_rows(registration),
        "form": form,
        "may_manage": rules.has_perm("surveys.manage_survey", request.user, registration),
        "is_over": policies.year_is_over(registration.cycle, now=clock.now()),
    }
    return render(request, "surveys/own.html", context, status=422 if form.errors else 200)


@require_safe
@allow("surveys.view_survey", **_SURVEY)
def survey(request: UserRequest, this_survey: Survey) -> HttpResponse:
    """One survey: its state, link, QR code, papers to print, and what was answered so far."""
    return _page(request, this_survey)


def _page(request: UserRequest, this_survey: Survey, *, form: CodesForm | None = None) -> HttpResponse:
    channels = responses_by_channel(this_survey)
    context = {
        "survey": this_survey,
        "cycle": this_survey.cycle,
        "address": address_of(this_survey),
        "sizes": SIZES,
        "channels": channels,
        "count": sum(number for _label, number in channels),
        "hints": hint_counts([this_survey]),
        "batches": this_survey.batches.all(),
        "form": form or CodesForm(),
        "may_manage": rules.has_perm("surveys.manage_survey", request.user, this_survey),
        "trail": trail_of(this_survey),
    }
    return render(request, "surveys/survey.html", context, status=422 if form else 200)


def _changed(request: UserRequest, this_survey: Survey, service, done: str) -> HttpResponse:
    try:
        service(survey=this_survey, by=request.user, now=clock.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, done)
    return redirect("surveys:survey", this_survey.slug)


@require_POST
@allow("surveys.manage_survey", **_SURVEY)
def open_(request: UserRequest, this_survey: Survey) -> HttpResponse:
    return _changed(
        request, this_survey, services.open_survey, _("The survey is open: print the poster and hang it up.")
    )


@require_POST
@allow("surveys.manage_survey", **_SURVEY)
def close(request: UserRequest, this_survey: Survey) -> HttpResponse:
    return _changed(request, this_survey, services.close_survey, _("The survey is closed; its answers are frozen."))


@require_POST
@allow("surveys.manage_survey", **_SURVEY)
def discard(request: UserRequest, this_survey: Survey) -> HttpResponse:
    """Discard a survey that was never opened."""
    try:
        services.discard_survey(survey=this_survey, by=request.user, now=clock.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("surveys:survey", this_survey.slug)
    messages.success(request, _("The survey is discarded."))
    return redirect("surveys:own", this_survey.cycle.year, this_survey.commune.code)


@require_safe
@allow("surveys.view_survey", **_SURVEY)
def poster(request: UserRequest, this_survey: Survey, size: str) -> HttpResponse:
    """The poster as PDF."""
    if size not in SIZES:
        raise Http404
    return _pdf(poster_pdf(this_survey, size), f"khao-sat-{this_survey.slug}-{size}.pdf")


@require_POST
@allow("surveys.manage_survey", **_SURVEY)
def codes(request: UserRequest, this_survey: Survey) -> HttpResponse:
    """Make one-time codes: the answer is the PDF with the slips, and nobody sees them again."""
    form = CodesForm(request.POST)
    if form.is_valid():
        try:
            batch, made = services.make_codes(
                survey=this_survey, size=form.cleaned_data["size"], by=request.user, now=clock.now()
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            return _pdf(slips_pdf(this_survey, made), f"ma-khao-sat-{this_survey.slug}-{batch.number}.pdf")
    return _page(request, this_survey, form=form)


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=_PDF, headers=headers)
