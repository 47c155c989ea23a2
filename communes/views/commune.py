"""The commune's own page: register for the year with its plan [R1]."""

from functools import partial

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.types import UserRequest
from audit.queries import trail_of
from communes import policies, queries, services
from communes.deadlines import deadline_facts
from communes.forms import LateForm, RegistrationForm
from communes.hand_offs import hand_off_facts
from communes.models import Extension, HandOff, Registration
from communes.previous_recognition import PreviousRecognition, carried_plan, previous_recognition_of
from communes.registration_letters import registration_links
from communes.registration_status import entry_standing
from communes.views.department import ENTRY
from documents.models import StoredFile
from documents.queries import kept_file
from documents.services import store_file
from documents.serving import file_response
from kernel import clock
from kernel.access import allow
from kernel.refusals import add_refusal


def own_page(
    request: UserRequest,
    registration: Registration,
    *,
    form=None,
    late_form=None,
    late_plan=None,
    status: int = 200,
) -> HttpResponse:
    """The entry for its commune; typed input and an uploaded plan are kept."""
    now = clock.now()
    problems = list(policies.preparation_problems(registration, now=now))
    achieved = previous_recognition_of(registration)
    late = policies.late_problems(registration, aimed_level=1, has_plan=True, reason="-", now=now)
    may_late = not list(late)
    context = {
        "achieved": achieved,
        "carried_plan": carried_plan.get()(registration) if _is_own(request, registration) else None,
        "registration": registration,
        "cycle": registration.cycle,
        "standing": entry_standing(registration, now=now),
        "late_form": late_form or (LateForm(initial={"aimed_level": registration.aimed_level}) if may_late else None),
        "late_plan": late_plan,
        "facts": deadline_facts(registration, Extension.Step.REGISTRATION, now=now),
        "form": form or RegistrationForm(initial={"aimed_level": _aim(registration, achieved)}),
        "problems": problems,
        "is_head": rules.has_perm("communes.submit_registration", request.user, registration),
        "may_withdraw": not list(policies.withdrawal_problems(registration)),
        "trail": trail_of(registration),
        "links": registration_links(request.user, registration),
    }
    context |= _asked_of_others(request, registration, now)
    return render(request, "communes/registration.html", context, status=status)


def _asked_of_others(request: UserRequest, registration: Registration, now) -> dict:
    """The request for an extension, and what is submitted to the head."""
    return {
        "asking": queries.extension_asking(
            registration,
            Extension.Step.REGISTRATION,
            may_ask=_may_ask(request, registration, now),
        ),
        "hand_off": hand_off_facts(
            registration,
            HandOff.Subject.REGISTRATION,
            is_clerk=rules.has_perm("communes.hand_over", request.user, registration),
            is_head=rules.has_perm("communes.return_hand_off", request.user, registration),
            now=now,
        ),
    }


def _may_ask(request: UserRequest, registration: Registration, now) -> bool:
    step = Extension.Step.REGISTRATION
    asked = policies.asking_problems(registration, step=step, reason="-", now=now)
    return rules.has_perm("communes.ask_extension", request.user, registration) and not any(asked)


def _is_own(request: UserRequest, registration: Registration) -> bool:
    return rules.has_perm("communes.save_registration_draft", request.user, registration)


def _aim(registration: Registration, achieved: PreviousRecognition | None) -> int | None:
    """The level saved earlier, or the next one after last year's [S6]."""
    return registration.aimed_level or (achieved.next_level if achieved else None)


@require_safe
@allow("communes.view_registration", among=queries.registrations_visible_to, **ENTRY)
def registration(request: UserRequest, registration: Registration) -> HttpResponse:
    return own_page(request, registration)


@require_POST
@allow("communes.save_registration_draft", files=True, among=queries.registrations_visible_to, **ENTRY)
def save(request: UserRequest, registration: Registration) -> HttpResponse:
    """Save the draft. An uploaded plan is kept in any case."""
    return _save(request, registration, send=False)


@require_POST
@allow("communes.submit_registration", files=True, among=queries.registrations_visible_to, **ENTRY)
def send(request: UserRequest, registration: Registration) -> HttpResponse:
    """Save the draft, and send it. An uploaded plan is kept in any case."""
    return _save(request, registration, send=True)


def _save(request: UserRequest, registration: Registration, *, send: bool) -> HttpResponse:
    form, now = RegistrationForm(request.POST, request.FILES), clock.now()
    if not form.is_valid():
        _store_plan(form, registration, request.user, now)
    else:
        try:
            _keep(form, registration, request.user, now)
            if send:
                aimed_level, by = form.cleaned_data["aimed_level"], request.user
                services.submit_registration(
                    registration=registration, aimed_level=aimed_level, plan=None, by=by, now=now
                )
        except ValidationError as refusal:
            add_refusal(form, refusal, file_field="plan", fields={"quota_exceeded": "plan"})
    if form.errors:
        registration.refresh_from_db()
        return own_page(request, registration, form=form, status=422)
    if send:
        messages.success(request, _("The registration was sent to the Department of Home Affairs."))
    else:
        messages.success(request, _("Kept. The head of the commune sends it."))
    return redirect("communes:registration", registration.cycle.year, registration.commune.code)


def _keep(form: RegistrationForm, registration: Registration, person, now) -> None:
    upload = form.cleaned_data["plan"]
    judge = partial(policies.plan_problems, registration, by=person, now=now)
    services.save_registration_draft(
        registration=registration,
        aimed_level=form.cleaned_data["aimed_level"],
        plan=store_file(upload=upload, by=person, now=now, judge=judge) if upload else None,
        by=person,
        now=now,
    )


def _store_plan(form: RegistrationForm, registration: Registration, person, now) -> None:
    """A valid plan is not lost because of an invalid level; the level stays unchanged."""
    if form.cleaned_data.get("plan"):
        form.cleaned_data["aimed_level"] = registration.aimed_level
        try:
            _keep(form, registration, person, now)
        except ValidationError as refusal:
            add_refusal(form, refusal, file_field="plan", fields={"quota_exceeded": "plan"})


@require_POST
@allow("communes.submit_registration", files=True, among=queries.registrations_visible_to, **ENTRY)
def late(request: UserRequest, registration: Registration) -> HttpResponse:
    """Send the entry after its deadline; an uploaded plan is kept while the rest is corrected."""
    form, now = LateForm(request.POST, request.FILES), clock.now()
    plan = _late_plan(request, form, registration, now)
    if form.is_valid():
        typed = {name: form.cleaned_data[name] for name in ("aimed_level", "reason")}
        try:
            services.submit_registration_late(registration=registration, plan=plan, by=request.user, now=now, **typed)
        except ValidationError as refusal:
            add_refusal(form, refusal)
    if form.errors:
        registration.refresh_from_db()
        return own_page(request, registration, late_form=form, late_plan=plan, status=422)
    messages.success(request, _("The registration was sent late; the department decides whether it counts."))
    return redirect("communes:registration", registration.cycle.year, registration.commune.code)


def _late_plan(request: UserRequest, form: LateForm, registration: Registration, now) -> StoredFile | None:
    """The plan uploaded with the form, stored, or the one uploaded before the form was refused."""
    form.full_clean()
    if upload := form.cleaned_data.get("plan"):
        try:
            judge = partial(policies.room_for, registration, by=request.user)
            return store_file(upload=upload, by=request.user, now=now, judge=judge)
        except ValidationError as refusal:
            form.add_error("plan", refusal)
    return kept_file(request.user, request.POST.get("kept", ""))


@require_POST
@allow("communes.withdraw_registration", among=queries.registrations_visible_to, **ENTRY)
def withdraw(request: UserRequest, registration: Registration) -> HttpResponse:
    try:
        services.withdraw_registration(registration=registration, by=request.user, now=clock.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The registration is withdrawn."))
    return redirect("communes:registration", registration.cycle.year, registration.commune.code)


@require_safe
@allow("communes.view_registration", among=queries.registrations_visible_to, **ENTRY)
def plan(request: UserRequest, registration: Registration) -> HttpResponseBase:
    if registration.plan is None:
        raise Http404
    return file_response(request, registration.plan)
