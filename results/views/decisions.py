"""The steps to a public result, and the revocation of a recognition: each asks once and says what will happen."""

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.types import UserRequest
from communes.deadlines import as_of, due
from kernel import clock
from kernel.access import allow
from kernel.htmx import posted, posted_files
from kernel.refusals import add_refusal
from results import queries, services
from results.forms import PaperForm, RevocationForm, SendBackForm, WithdrawalForm
from results.issued_papers import current_report, decisions_of
from results.models import Outcome, Recognition
from results.open_breaches import open_breach_units
from results.page_links import year_page_links
from results.paper_kinds import year_links
from results.publication_steps import recognised_units, steps_for
from results.reversals import withdraw_revocation

_UNIT = "registration__commune"


@require_GET
@allow("results.view_ranking", among=queries.ranked_cycles_visible_to, year="year")
def steps(request: UserRequest, cycle) -> HttpResponse:
    return _page(request, cycle)


@require_POST
@allow("results.draft_outcomes", among=queries.ranked_cycles_visible_to, year="year")
def draft(request: UserRequest, cycle) -> HttpResponse:
    return _take(request, cycle, services.draft_outcomes, _("The results are drafted."))


@require_POST
@allow("results.confirm_outcomes", among=queries.ranked_cycles_visible_to, year="year")
def confirmation(request: UserRequest, cycle) -> HttpResponse:
    return _take(request, cycle, services.confirm_outcomes, _("The results are confirmed and reported to the city."))


@require_POST
@allow("results.approve_outcomes", among=queries.ranked_cycles_visible_to, year="year")
def approval(request: UserRequest, cycle) -> HttpResponse:
    return _take(request, cycle, services.approve_outcomes, _("The results are approved."))


@require_POST
@allow("results.publish_outcomes", among=queries.ranked_cycles_visible_to, year="year")
def publication(request: UserRequest, cycle) -> HttpResponse:
    return _take(request, cycle, services.publish_outcomes, _("The results are public."))


@require_POST
@allow("results.recognise", files=True, among=queries.ranked_cycles_visible_to, year="year")
def recognition(request: UserRequest, cycle) -> HttpResponse:
    """One decision for every qualified unit that has none yet, except those with an open breach [S4]."""

    def recognise(*, by, now, **typed):
        return services.recognise(outcomes=queries.to_be_recognised(cycle), by=by, now=now, **typed)

    form = PaperForm(request.POST, request.FILES)
    return _take(request, cycle, recognise, _("The decision is recorded."), form=form, named="decision")


@require_POST
@allow("results.commend", files=True, among=queries.ranked_cycles_visible_to, year="year")
def commendation(request: UserRequest, cycle) -> HttpResponse:
    """One decision for every unit recognised at Level 4 that has none yet [R5]."""

    def commend(*, by, now, **typed):
        return services.commend(recognitions=queries.to_be_commended(cycle), by=by, now=now, **typed)

    form = PaperForm(request.POST, request.FILES, prefix="commendation")
    return _take(request, cycle, commend, _("The commendation is recorded."), form=form, named="commendation")


@require_POST
@allow("results.send_back_outcomes", among=queries.ranked_cycles_visible_to, year="year")
def sending_back(request: UserRequest, cycle) -> HttpResponse:
    def send_back(*, by, now, **typed):
        return services.send_back_outcomes(cycle=cycle, by=by, now=now, **typed)

    form = SendBackForm(request.POST)
    return _take(request, cycle, send_back, _("The results are back in the draft."), form=form, named="sending_back")


@require_http_methods(["GET", "POST"])
@allow(
    "results.revoke_recognition",
    files=True,
    among=queries.recognitions_visible_to,
    year="outcome__registration__cycle__year",
    code="outcome__registration__commune__code",
)
def revocation(request: UserRequest, target) -> HttpResponse:
    """Revoke one recognition by a decision [S5]."""
    registration = target.outcome.registration
    form = RevocationForm(posted(request), posted_files(request), recognition=target)
    if request.method == "POST" and form.is_valid():
        try:
            services.revoke_recognition(recognition=target, **form.cleaned_data, by=request.user, now=clock.now())
        except ValidationError as refusal:
            add_refusal(form, refusal, file_field="file")
        else:
            messages.success(request, _("The revocation is recorded."))
            return redirect("results:standing", year=registration.cycle.year, code=registration.commune.code)
    context = {"form": form, "recognition": target, "registration": registration}
    return render(request, "results/revocation.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@allow(
    "results.revoke_recognition",
    files=True,
    among=queries.recognitions_visible_to,
    year="outcome__registration__cycle__year",
    code="outcome__registration__commune__code",
)
def withdrawal(request: UserRequest, target) -> HttpResponse:
    """A later decision withdraws the revocation; the recognition is valid again [S5]."""
    if target.state != Recognition.State.REVOKED:
        raise Http404
    registration = target.outcome.registration
    form = WithdrawalForm(posted(request), posted_files(request))
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_revocation(recognition=target, **form.cleaned_data, by=request.user, now=clock.now())
        except ValidationError as refusal:
            add_refusal(form, refusal, file_field="file")
        else:
            messages.success(request, _("The withdrawal is recorded; the recognition stands again."))
            return redirect("results:standing", year=registration.cycle.year, code=registration.commune.code)
    context = {"form": form, "recognition": target, "registration": registration}
    return render(request, "results/withdrawal.html", context, status=422 if form.errors else 200)


def _take(request, cycle, service, done, *, form=None, named=""):
    """Take a step; a refusal shows the page again with every reason and the typed input."""
    typed = {"cycle": cycle} if form is None else None
    if form is not None and form.is_valid():
        typed = form.cleaned_data
    if typed is not None:
        try:
            service(**typed, by=request.user, now=clock.now())
        except ValidationError as refusal:
            if form is None:
                return _page(request, cycle, refused=refusal.messages, status=422)
            add_refusal(form, refusal, file_field="file")
        else:
            messages.success(request, done)
            return redirect("results:steps", year=cycle.year)
    return _page(request, cycle, status=422, **{f"{named}_form": form})


def _page(request, cycle, *, status=200, **context):
    """The steps, and the consequences of the recognitions: commendation at Level 4 [R5], a plan below it [S6]."""
    now = clock.now()
    shown = steps_for(request.user, cycle, now=now)
    units = recognised_units(cycle)
    report = current_report(cycle)
    context = {
        "cycle": cycle,
        "refused": [],
        "report": report,
        "report_due": as_of(cycle.report_before, day=report.dated) if report else due(cycle.report_before, now=now),
        "open_breaches": list(open_breach_units(cycle)),
        "steps": shown,
        "current": next((step for step in shown if step.is_current), None),
        "decision_form": PaperForm(),
        "sending_back_form": SendBackForm(),
        "commendation_form": PaperForm(prefix="commendation"),
        "may_commend": rules.has_perm("results.commend", request.user),
        "may_send_back": any(step.is_current for step in shown[2:5]),
        "may_redraft": shown[1].is_current and rules.has_perm("results.draft_outcomes", request.user),
        "decisions": decisions_of(cycle),
        "may_recognise": rules.has_perm("results.recognise", request.user),
        "concluded_again": queries.to_be_recognised(cycle).filter(state=Outcome.State.PUBLISHED).select_related(_UNIT),
        "to_be_revoked": queries.to_be_revoked(cycle) if units.count else (),
        "may_revoke": rules.has_perm("results.revoke_recognition", request.user),
        "units": units,
        "links": year_links(request.user, cycle),
    } | context
    context["pages"] = [page for links in year_page_links for page in links(request.user, cycle)]
    context["may_send_back"] &= rules.has_perm("results.send_back_outcomes", request.user) and not units.count
    return render(request, "results/steps.html", context, status=status)
