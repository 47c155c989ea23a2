"""When a registration may change state: every reason against it, with its clause."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.template.defaultfilters import filesizeformat

from accounts.models import User
from accounts.queries import people_of_unit
from communes.deadlines import day_words, deadline_facts, due, effective_before, is_over
from communes.models import DAYS_OF_THE_DECREE, Cycle, Extension, ExtensionRequest, Registration
from communes.storage_usage import bytes_held, files_held
from documents.queries import bytes_loose
from documents.services import Incoming
from kernel.deadlines import lies_ahead
from kernel.hooks import Hook
from kernel.problems import Problem

REMIND_WITHIN = 14
UNSENT = (Registration.State.DRAFT, Registration.State.RETURNED)
_PREPARED = (*UNSENT, Registration.State.WITHDRAWN)
_CLAUSES: dict[str, str] = {Extension.Step.REGISTRATION: "R1", Extension.Step.SUBMISSION: "R2"}


def registration_problems(
    registration: Registration, *, aimed_level: int | None, has_plan: bool, now: datetime
) -> Iterator[Problem]:
    """Why this commune cannot register now [R1]."""
    yield from preparation_problems(registration, now=now)
    if aimed_level is None:
        yield Problem("aimed_level_missing", where="aimed_level", clause="R1")
    if not has_plan:
        yield Problem("plan_missing", where="plan", clause="R1")


def preparation_problems(registration: Registration, *, now: datetime) -> Iterator[Problem]:
    """Why the entry cannot be edited or sent any more: its state, or the deadline, with the way out [R1]."""
    if registration.state not in _PREPARED:
        yield Problem("registration_already_sent", where="state", clause="R1")
        return
    facts = deadline_facts(registration, Extension.Step.REGISTRATION, now=now)
    if facts.is_over:
        yield Problem("registration_too_late", where="deadline", clause="R1", params=day_words(facts.before))


def quota_problems(
    registration: Registration, *, name: str, size: int, sha256: str = "", waiting: int = 0, by: User | None = None
) -> Iterator[Problem]:
    """Why `size` more bytes exceed a commune's quota for the year.

    Content that the commune already stores (`sha256`) needs no space; `waiting` bytes are reserved for other uploads,
    and files that `by` sent with refused forms are counted as well.
    """
    if sha256 and files_held(registration).filter(sha256=sha256).exists():
        return
    used = bytes_held(registration) + waiting + (bytes_loose(by) if by else 0)
    if used + size > settings.UPLOAD_QUOTA_BYTES:
        figures = {"size": size, "used": used, "quota": settings.UPLOAD_QUOTA_BYTES}
        params = {key: filesizeformat(value) for key, value in figures.items()}
        yield Problem("quota_exceeded", where=name, params=params)


def room_for(registration: Registration, incoming: Incoming, *, by: User | None = None) -> Iterator[Problem]:
    """Why a file exceeds its commune's quota; checked before it is stored."""
    yield from quota_problems(registration, name=incoming.name, size=incoming.size, sha256=incoming.sha256, by=by)


def plan_problems(registration: Registration, incoming: Incoming, *, by: User, now: datetime) -> Iterator[Problem]:
    """Why a plan is refused, checked before it is stored: the entry is closed [R1], or the quota is used up."""
    yield from preparation_problems(registration, now=now)
    yield from room_for(registration, incoming, by=by)


def late_problems(
    registration: Registration, *, aimed_level: int | None, has_plan: bool, reason: str, now: datetime
) -> Iterator[Problem]:
    """Why an entry cannot be sent late: it may still be sent in time, was sent, lacks something, or has no reason."""
    if registration.state not in (Registration.State.DRAFT, Registration.State.WITHDRAWN):
        yield Problem("registration_already_sent", where="state", clause="R1")
    elif not is_over(registration, Extension.Step.REGISTRATION, now=now):
        yield Problem("registration_not_late", where="deadline", clause="R1")
    elif is_over(registration, Extension.Step.SUBMISSION, now=now):
        before = effective_before(registration, Extension.Step.SUBMISSION)
        yield Problem("registration_after_dossier", where="deadline", clause="R2", params=day_words(before))
    if aimed_level is None:
        yield Problem("aimed_level_missing", where="aimed_level", clause="R1")
    if not has_plan:
        yield Problem("plan_missing", where="plan", clause="R1")
    if not reason.strip():
        yield Problem("late_reason_missing", where="reason", clause="R1")


def decision_problems(registration: Registration, *, seen_at: datetime | None = None) -> Iterator[Problem]:
    """Why the department cannot accept or return the entry: not waiting, already answered, or sent again.

    `seen_at` is the time of sending that the officer's page showed; None where no page was seen.
    """
    if registration.state == Registration.State.SUBMITTED:
        if seen_at is not None and seen_at != registration.submitted_at:
            yield Problem("registration_sent_again", where="state", clause="R1")
        return
    if registration.state not in (Registration.State.ACCEPTED, Registration.State.RETURNED):
        yield Problem("registration_not_waiting", where="state", clause="R1")
        return
    params = {"who": str(registration.decided_by), "state": str(registration.get_state_display())}
    yield Problem("registration_decided_already", where="state", clause="R1", params=params)


def admission_problems(
    registration: Registration, *, reason: str, now: datetime, refusing: bool = False
) -> Iterator[Problem]:
    """Why nobody can decide on a late or incomplete entry: it is neither, its days still run, or no reason is given."""
    state, states = registration.state, Registration.State
    if state == states.RETURNED and not is_over(registration, Extension.Step.REGISTRATION, now=now):
        params = day_words(effective_before(registration, Extension.Step.REGISTRATION))
        yield Problem("completion_awaited", where="state", clause="R1", params=params)
    elif state not in (states.LATE, states.RETURNED) and (refusing or state != states.REFUSED):
        yield Problem("registration_not_late_or_incomplete", where="state", clause="R1")
    if not reason.strip():
        yield Problem("admission_reason_missing", where="note", clause="R1")


def withdrawal_problems(registration: Registration) -> Iterator[Problem]:
    """Why the commune cannot withdraw its entry."""
    if registration.state not in Registration.WAITING:
        yield Problem("registration_not_withdrawable", where="state", clause="R1")


def is_near(before: date, *, now: datetime) -> bool:
    """True where a deadline has passed, or is near enough for a reminder."""
    return due(before, now=now).days_left <= REMIND_WITHIN


def reminder_problems(registration: Registration, *, step: str, is_done: bool, is_reminded: bool) -> Iterator[Problem]:
    """Why nobody is reminded of a step: it is done, they were told today, or the unit has no people."""
    if is_done:
        yield Problem("reminder_not_due", where="step", clause=_CLAUSES[step], params=_unit(registration))
    elif is_reminded:
        yield Problem("reminded_already", where="step", clause=_CLAUSES[step], params=_unit(registration))
    elif not people_of_unit(registration.commune.code):
        yield Problem("nobody_to_remind", where="step", clause=_CLAUSES[step], params=_unit(registration))


def _unit(registration: Registration) -> dict[str, object]:
    return {"commune": str(registration.commune)}


def extension_problems(
    registration: Registration, *, step: str, before: date, reason: str, now: datetime
) -> Iterator[Problem]:
    """Why no extension can be granted: it needs a reason, and a later day between today and the next step [R1-R3]."""
    if not reason.strip():
        yield Problem("extension_reason_missing", where="reason", clause=_CLAUSES[step])
    current = effective_before(registration, step)
    if before <= current:
        yield Problem("extension_not_later", where="before", clause=_CLAUSES[step], params=day_words(current))
    elif not lies_ahead(before, now=now):
        yield Problem("extension_not_ahead", where="before", clause=_CLAUSES[step])
    report = registration.cycle.report_before
    dossier = effective_before(registration, Extension.Step.SUBMISSION)
    if step == Extension.Step.REGISTRATION and before > dossier:
        yield Problem("extension_after_dossier", where="before", clause="R2", params=day_words(dossier))
    elif before > report:
        yield Problem("extension_after_report", where="before", clause="R3", params=day_words(report))
    yield from closing_problems(registration.cycle)


def asking_problems(registration: Registration, *, step: str, reason: str, now: datetime) -> Iterator[Problem]:
    """Why a unit cannot request an extension: nothing to send at that step, already requested, or no reason."""
    is_registering = step == Extension.Step.REGISTRATION
    if is_registering == registration.is_registered and registration.state != Registration.State.RETURNED:
        yield Problem("extension_not_needed", where="step", clause=_CLAUSES[step])
    after = effective_before(registration, Extension.Step.SUBMISSION) if is_registering else None
    if not lies_ahead(after or registration.cycle.report_before, now=now):
        yield Problem("extension_not_ahead", where="step", clause=_CLAUSES[step])
    if any(one.step == step and not one.answer for one in registration.extension_requests.all()):
        yield Problem("extension_asked_already", where="step", clause=_CLAUSES[step])
    if not reason.strip():
        yield Problem("extension_reason_missing", where="reason", clause=_CLAUSES[step])
    yield from closing_problems(registration.cycle)


def refusing_problems(request: ExtensionRequest | None, *, note: str) -> Iterator[Problem]:
    """Why a request for an extension cannot be refused: none is open, or the reply is empty."""
    if request is None:
        yield Problem("extension_not_asked", where="step", clause="R1-R2")
    if not note.strip():
        yield Problem("extension_refusal_without_note", where="note", clause="R1-R2")


@dataclass(frozen=True, slots=True)
class DaysDecision:
    """The decision that sets other dates than the decree's: its number and date as issued, or none."""

    number: str = ""
    dated: date | None = None


def day_problems(year: int, days: Mapping[str, date], decision: DaysDecision, *, now: datetime) -> Iterator[Problem]:
    """Why these cannot be the dates of a year: another year's, out of order, or not the decree's [R1-R3]."""
    for field, day in days.items():
        if day.year != year:
            yield Problem("cycle_day_of_another_year", where=field, clause="R1-R3", params={"year": year})
    if not days["register_before"] < days["submit_before"] < days["report_before"]:
        yield Problem("cycle_dates_backwards", where="submit_before", clause="R1-R3")
    if all((day.month, day.day) == DAYS_OF_THE_DECREE[field] for field, day in days.items()):
        return
    if not decision.number or decision.dated is None:
        yield Problem("cycle_days_without_decision", where="days_decision_number", clause="R1-R3")
    elif lies_ahead(decision.dated, now=now):
        yield Problem("cycle_days_decision_ahead", where="days_decision_date", clause="R1-R3")


def days_decision_problems(
    cycle: Cycle, *, number: str, dated_on: date, reason: str, now: datetime
) -> Iterator[Problem]:
    """Why the decision on the year's days cannot be corrected so: there is none, no number or reason, a day ahead."""
    if not cycle.days_decision_number:
        yield Problem("cycle_days_of_the_decree", where="number", clause="R1-R3")
    if not number.strip():
        yield Problem("cycle_days_without_decision", where="number", clause="R1-R3")
    if not reason.strip():
        yield Problem("cycle_days_decision_without_reason", where="reason", clause="R1-R3")
    if lies_ahead(dated_on, now=now):
        yield Problem("cycle_days_decision_ahead", where="dated_on", clause="R1-R3")


# Reasons of higher layers why a year's calendar cannot change any more.
calendar_blockers = Hook[Callable[[Cycle], Iterable[Problem]]]()


def closing_problems(cycle: Cycle) -> Iterator[Problem]:
    """Why no date of the year can change any more: its outcomes are confirmed [R3]."""
    for blocker in calendar_blockers:
        yield from blocker(cycle)
