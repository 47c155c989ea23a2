"""When a registration may move: every reason why not, each with the clause that demands it."""

from collections.abc import Iterator
from datetime import date, datetime

from django.conf import settings
from django.template.defaultfilters import filesizeformat

from accounts.queries import people_of_unit
from communes.deadlines import day_words, deadline_facts, due, effective_before, own_before
from communes.holdings import bytes_held, files_held
from communes.models import Extension, Registration
from documents.queries import bytes_loose
from documents.services import Incoming
from kernel.problems import Problem

REMIND_WITHIN = 14
UNSENT = (Registration.State.DRAFT, Registration.State.RETURNED)
_CLAUSES = {Extension.Step.REGISTRATION: "R1", Extension.Step.SUBMISSION: "R2"}


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
    """Why the entry cannot be prepared or sent any more: its state, or the deadline with the way out [R1]."""
    if registration.state in (Registration.State.SUBMITTED, Registration.State.ACCEPTED):
        yield Problem("registration_already_sent", where="state", clause="R1")
        return
    facts = deadline_facts(registration, Extension.Step.REGISTRATION, now=now)
    if facts.is_over:
        yield Problem("registration_too_late", where="deadline", clause="R1", params=day_words(facts.before))


def quota_problems(
    registration: Registration, *, name: str, size: int, sha256: str = "", waiting: int = 0, by=None
) -> Iterator[Problem]:
    """Why `size` more bytes do not fit into what a commune may hold in a year.

    Content that the commune holds already (`sha256`) takes no room; `waiting` bytes are promised to others, and what
    `by` sent with forms that were refused waits for them.
    """
    if sha256 and files_held(registration).filter(sha256=sha256).exists():
        return
    used = bytes_held(registration) + waiting + (bytes_loose(by) if by else 0)
    if used + size > settings.UPLOAD_QUOTA_BYTES:
        figures = {"size": size, "used": used, "quota": settings.UPLOAD_QUOTA_BYTES}
        params = {key: filesizeformat(value) for key, value in figures.items()}
        yield Problem("quota_exceeded", where=name, params=params)


def room_for(registration: Registration, incoming: Incoming, *, by=None) -> Iterator[Problem]:
    """Why a file does not fit into what its commune may hold; asked before it is stored."""
    yield from quota_problems(registration, name=incoming.name, size=incoming.size, sha256=incoming.sha256, by=by)


def plan_problems(registration: Registration, incoming: Incoming, *, by, now: datetime) -> Iterator[Problem]:
    """Why a plan cannot be taken, judged before it is stored: the entry is closed [R1], or there is no room."""
    yield from preparation_problems(registration, now=now)
    yield from room_for(registration, incoming, by=by)


def decision_problems(registration: Registration, *, seen_at: datetime | None = None) -> Iterator[Problem]:
    """Why the department cannot accept or return the entry: it is not waiting, decided already, or sent anew.

    `seen_at` is the moment of sending that the officer had before their eyes; None where no page was seen.
    """
    if registration.state == Registration.State.SUBMITTED:
        if seen_at is not None and seen_at != registration.submitted_at:
            yield Problem("registration_sent_anew", where="state", clause="R1")
        return
    if registration.state not in (Registration.State.ACCEPTED, Registration.State.RETURNED):
        yield Problem("registration_not_waiting", where="state", clause="R1")
        return
    params = {"who": str(registration.decided_by), "state": str(registration.get_state_display())}
    yield Problem("registration_decided_already", where="state", clause="R1", params=params)


def withdrawal_problems(registration: Registration) -> Iterator[Problem]:
    """Why the commune cannot take its entry back."""
    if registration.state not in (Registration.State.SUBMITTED, Registration.State.RETURNED):
        yield Problem("registration_not_withdrawable", where="state", clause="R1")


def is_near(before: date, *, now: datetime) -> bool:
    """Is a deadline over, or so near that a reminder helps?"""
    return due(before, now=now).days_left <= REMIND_WITHIN


def reminder_problems(registration: Registration, *, step: str, is_done: bool, told: bool) -> Iterator[Problem]:
    """Why nobody is reminded of a step: it is done, they were told today, or the unit has no people."""
    if is_done:
        yield Problem("reminder_not_due", where="step", clause=_CLAUSES[step], params=_unit(registration))
    elif told:
        yield Problem("reminded_already", where="step", clause=_CLAUSES[step], params=_unit(registration))
    elif not people_of_unit(registration.commune.code):
        yield Problem("nobody_to_remind", where="step", clause=_CLAUSES[step], params=_unit(registration))


def _unit(registration: Registration) -> dict[str, object]:
    return {"commune": str(registration.commune)}


def extension_problems(registration: Registration, *, step: str, before: date, reason: str) -> Iterator[Problem]:
    """Why more time cannot be granted: it needs a reason and a later day [R1, R2]."""
    if not reason.strip():
        yield Problem("extension_reason_missing", where="reason", clause=_CLAUSES[step])
    current = effective_before(registration, step)
    if before <= current:
        yield Problem("extension_not_later", where="before", clause=_CLAUSES[step], params=day_words(current))
    if before > own_before(registration.cycle, step) and before > registration.cycle.report_before:
        yield Problem(
            "extension_after_report", where="before", clause="R3", params=day_words(registration.cycle.report_before)
        )
