"""The department's pages: the year's board, the list of entries, one commune's entry."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.types import UserRequest
from audit.queries import trail_of
from communes import policies, queries, services
from communes.board import composed_parts, year_line
from communes.deadlines import completion_before, deadline_facts, due, year_days
from communes.forms import ExtensionForm, NoteForm, ReasonForm
from communes.lists import REGISTRATION_COLUMNS, registration_list, registration_rows
from communes.models import Cycle, Extension, Registration
from communes.previous_recognition import previous_recognition_of
from communes.registration_status import entry_standing
from communes.views.reminders import remind_each
from communes.warnings import year_warnings
from documents.lists import list_response
from kernel import clock
from kernel.access import Lookups, allow
from kernel.deadlines import CITY_ZONE
from kernel.refusals import add_refusal


@require_safe
@allow("communes.view_cycle")
def cycles(request: UserRequest) -> HttpResponse:
    return render(request, "communes/cycles.html", {"cycles": queries.cycles_visible_to(request.user)})


@require_safe
@allow("communes.view_board", among=queries.cycles_visible_to, year="year")
def board(request: UserRequest, cycle: Cycle) -> HttpResponse:
    now, days = clock.now(), year_days(cycle)
    counts, drafts = queries.registration_counts(request.user, days, now=now)
    context = {
        "cycle": cycle,
        "line": year_line(cycle, now=now),
        "counts": counts,
        "drafts": drafts,
        "former_days": list(cycle.former_days_decisions.select_related("file")) if cycle.days_decision_number else [],
        "parts": composed_parts(request.user, days, now),
        "trail": trail_of(cycle),
        "warnings": year_warnings(request.user, cycle),
    }
    return render(request, "communes/board.html", context)


@require_POST
@allow("communes.remind_registration", among=queries.cycles_visible_to, year="year")
def remind(request: UserRequest, cycle: Cycle) -> HttpResponse:
    """Remind the selected units of their registration."""
    entries = queries.registrations_visible_to(request.user).filter(cycle=cycle)
    now = clock.now()
    remind_each(
        request,
        entries.filter(commune__code__in=request.POST.getlist("code")),
        lambda entry: services.remind_registration(registration=entry, by=request.user, now=now),
    )
    return redirect("communes:board", cycle.year)


@require_safe
@allow("communes.list_registrations", among=queries.cycles_visible_to, year="year")
def registrations(request: UserRequest, cycle: Cycle) -> HttpResponse:
    now = clock.now()
    return list_response(
        request,
        "communes/registrations.html",
        registration_list(request.GET, request.user, cycle, now=now),
        REGISTRATION_COLUMNS,
        lambda entries: registration_rows(entries, cycle, now=now),
        name=f"dang-ky-{cycle.year}",
        context={"cycle": cycle},
    )


def entry_page(request: UserRequest, registration: Registration, *, status: int = 200, **forms) -> HttpResponse:
    """One commune's entry for the department; typed input is kept where a form was refused."""
    now = clock.now()
    prefetch_related_objects([registration], Prefetch("extensions", Extension.objects.select_related("granted_by")))
    achieved = previous_recognition_of(registration)
    context = {
        "registration": registration,
        "cycle": registration.cycle,
        "achieved": achieved,
        "low": achieved is not None and not achieved.is_surpassed_by(registration.aimed_level),
        "deadlines": [(step.label, deadline_facts(registration, step, now=now)) for step in Extension.Step],
        "requests": list(registration.extension_requests.filter(answer="").select_related("asked_by")),
        "extensions": registration.extensions.all(),
        "trail": trail_of(registration),
        "standing": entry_standing(registration, now=now),
        "must_decide": _must_decide(registration, now),
        "completion": due(completion_before(now), now=now),
        "note_form": NoteForm(),
        "decision_form": ReasonForm(),
        "extension_form": ExtensionForm(initial={"step": _step_ahead(registration)}),
    } | forms
    return render(request, "communes/entry.html", context, status=status)


def _must_decide(registration: Registration, now: datetime) -> bool:
    """True where a late or incomplete entry waits for the department's decision."""
    return not list(policies.admission_problems(registration, reason="-", now=now))


def _step_ahead(registration: Registration) -> str:
    """A registered unit can need an extension only for the dossier."""
    steps = Extension.Step
    return steps.SUBMISSION if registration.is_registered else steps.REGISTRATION


ENTRY: Lookups = {"year": "cycle__year", "code": "commune__code"}


@require_safe
@allow("communes.list_registrations", among=queries.entries_visible_to, **ENTRY)
def entry(request: UserRequest, registration: Registration) -> HttpResponse:
    return entry_page(request, registration)


def _seen(request: UserRequest) -> datetime | None:
    """The time of sending that the officer's page showed."""
    try:
        return parse_datetime(request.POST.get("seen_at", ""))
    except ValueError:  # Not a valid moment, so it counts as nothing seen.
        return datetime.min.replace(tzinfo=CITY_ZONE)


@require_POST
@allow("communes.accept_registration", among=queries.registrations_visible_to, **ENTRY)
def accept(request: UserRequest, registration: Registration) -> HttpResponse:
    form, now = NoteForm(request.POST), clock.now()
    if form.is_valid():
        facts = form.cleaned_data | {"seen_at": _seen(request)}
        try:
            services.accept_registration(registration=registration, by=request.user, now=now, **facts)
        except ValidationError as refusal:
            add_refusal(form, refusal)
    if form.errors:
        return entry_page(request, registration, status=422, note_form=form)
    messages.success(request, _("The registration of %(commune)s is received.") % {"commune": registration.commune})
    return redirect("communes:entry", registration.cycle.year, registration.commune.code)


@require_POST
@allow("communes.return_registration", among=queries.registrations_visible_to, **ENTRY)
def return_(request: UserRequest, registration: Registration) -> HttpResponse:
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            services.return_registration(
                registration=registration,
                note=form.cleaned_data["note"],
                by=request.user,
                now=clock.now(),
                seen_at=_seen(request),
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
    if form.errors:
        return entry_page(request, registration, status=422, note_form=form)
    messages.success(request, _("Sent back for completion, with your note."))
    return redirect("communes:entry", registration.cycle.year, registration.commune.code)


@require_POST
@allow("communes.accept_registration", among=queries.registrations_visible_to, **ENTRY)
def decide(request: UserRequest, registration: Registration) -> HttpResponse:
    """Admit or reject a late or incomplete entry, with the reason."""
    form = ReasonForm(request.POST)
    verb = services.refuse_registration if "refuse" in request.POST else services.admit_registration
    if form.is_valid():
        try:
            verb(registration=registration, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
    if form.errors:
        return entry_page(request, registration, status=422, decision_form=form)
    messages.success(request, _("Your decision and its reason are on record."))
    return redirect("communes:entry", registration.cycle.year, registration.commune.code)


@require_POST
@allow("communes.grant_extension", among=queries.registrations_visible_to, **ENTRY)
def extend(request: UserRequest, registration: Registration) -> HttpResponse:
    form = ExtensionForm(request.POST)
    if form.is_valid():
        try:
            services.grant_extension(registration=registration, by=request.user, now=clock.now(), **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
    if form.errors:
        return entry_page(request, registration, status=422, extension_form=form)
    messages.success(request, _("The deadline is extended; the reason is on record."))
    return redirect("communes:entry", registration.cycle.year, registration.commune.code)
