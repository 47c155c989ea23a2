"""When a step towards the year's result may be taken: every reason against it with its clause."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache, partial
from typing import Any

from django.db.models import Exists, OuterRef

from appraisal.founding_decision import founding_problems
from appraisal.models import AppraisalTeam, Breach, Review
from appraisal.queries import confirmed_breach_kinds
from communes.deadlines import YearDays, due, year_days
from communes.models import Cycle, Extension, Registration
from evidence.dossier_admission import waits_for_former
from kernel.problems import Problem, required
from results.decision_days import (
    commendation_day_problems,
    recognition_day_problems,
    revocation_day_problems,
)
from results.issued_papers import current_report
from results.models import Commendation, Outcome, Recognition
from results.open_breaches import open_breach_units, units_to_resolve_first
from results.queries import ranking_rows, to_be_recognised
from scoring.models import SelfAssessment

State = Outcome.State


def drafting_problems(cycle: Cycle, *, now: datetime) -> Iterator[Problem]:
    """Why the year cannot be concluded: a date in the future, a waiting entry, dossiers under appraisal [R1-R3, S4]."""
    outcomes = Outcome.objects.filter(registration__cycle=cycle).exclude(state=State.DRAFTED)
    if outcomes.exists():
        yield Problem("outcomes_past_the_draft", where="outcomes", clause="QT3")
    entries = Registration.objects.filter(cycle=cycle).order_by("commune__code").select_related("commune")
    waiting = entries.filter(state__in=Registration.REGISTERED, self_assessment__submitted_at__isnull=False)
    in_breach = confirmed_breach_kinds(cycle)
    unconsidered = set(waiting.filter(self_assessment__state=SelfAssessment.State.NOT_CONSIDERED))
    for entry in waiting.exclude(self_assessment__review__state=Review.State.RECONCILED):
        if entry not in unconsidered:
            yield _of_unit("review_not_reconciled", entry, "R3")
        elif entry.pk not in in_breach:
            yield _of_unit("dossier_to_be_considered", entry, "S4")
    yield from _waiting_problems(cycle, now)
    yield from _unresolved(cycle, now)


def holding_problems(review: Review) -> Iterator[Problem]:
    """Why a review cannot be reopened: the year's result is no longer a draft, and depends on its points [R3]."""
    outcomes = Outcome.objects.filter(registration=review.assessment.registration_id).exclude(state=State.DRAFTED)
    if outcomes.exists():
        yield Problem("outcomes_past_the_draft", where="outcomes", clause="QT3")


def closing_problems(cycle: Cycle) -> Iterator[Problem]:
    """Why no date of the year can change any more: its outcomes are confirmed [R3]."""
    if Outcome.objects.filter(registration__cycle=cycle).exclude(state=State.DRAFTED).exists():
        yield Problem("outcomes_past_the_draft", where="outcomes", clause="R3")


def confirming_problems(cycle: Cycle, *, now: datetime) -> Iterator[Problem]:
    """Why the lead cannot confirm: no draft, no founding decision, out of date, or a dossier may arrive [R2, R3]."""
    yield from _all_in(cycle, State.DRAFTED, "outcomes_not_drafted")
    for team in AppraisalTeam.objects.filter(cycle=cycle):
        yield from founding_problems(team)
    yield from _unresolved(cycle, now)
    yield from stale_problems(cycle, now=now)
    yield from _waiting_problems(cycle, now)


def approving_problems(cycle: Cycle, *, now: datetime) -> Iterator[Problem]:
    """Why the city cannot approve: not confirmed, not reported, an undecided breach, or a changed fact [R3]."""
    early = list(_all_in(cycle, State.CONFIRMED, "outcomes_not_confirmed"))
    yield from early
    if not early and current_report(cycle) is None:
        yield Problem("report_missing", where="report", clause="R3")
    yield from _unresolved(cycle, now)
    yield from stale_problems(cycle, now=now)


def sending_back_problems(cycle: Cycle) -> Iterator[Problem]:
    """Why the results cannot return to the draft: they are a draft, or a recognition is valid."""
    outcomes = Outcome.objects.filter(registration__cycle=cycle)
    if not outcomes.filter(state__in=[State.CONFIRMED, State.APPROVED]).exists():
        yield Problem("outcomes_not_confirmed", where="outcomes", clause="QT3")
    if Recognition.objects.filter(outcome__registration__cycle=cycle).exists():
        yield Problem("outcomes_recognised", where="recognitions", clause="S5")


def recognising_problems(outcomes: list[Outcome], *, dated: date, now: datetime) -> Iterator[Problem]:
    """Why they cannot be recognised: date, unqualified, unapproved, in breach, already recognised [R4, S3, S4].

    A published result that was concluded again, for example after a breach was set aside, may still be recognised.
    """
    if not outcomes:
        yield Problem("nobody_to_recognise", where="outcomes", clause="S3")
        return
    yield from recognition_day_problems(outcomes, dated=dated, now=now)
    cycles = {outcome.registration.cycle for outcome in outcomes}
    in_breach = {pk for cycle in cycles for pk in confirmed_breach_kinds(cycle)}
    unsettled = {entry.pk for cycle in cycles for entry in open_breach_units(cycle)}
    known = set(Recognition.objects.filter(outcome__in=outcomes).values_list("outcome_id", flat=True))
    for outcome in outcomes:
        if outcome.level == Outcome.Level.NOT_QUALIFIED:
            yield _of_unit("unit_not_qualified", outcome.registration, "S3")
        if outcome.state != State.APPROVED and not (outcome.state == State.PUBLISHED and outcome.reconcluded_at):
            yield _of_unit("outcome_not_approved", outcome.registration, "QT4")
        if outcome.registration_id in unsettled:
            yield _of_unit("breach_not_settled", outcome.registration, "S4")
        if outcome.registration_id in in_breach:
            yield _of_unit("unit_in_breach", outcome.registration, "S4")
        if outcome.pk in known:
            yield _of_unit("unit_already_recognised", outcome.registration, "R4")


def commending_problems(recognitions: list[Recognition], *, dated: date, now: datetime) -> Iterator[Problem]:
    """Why these units cannot be commended: below Level 4, revoked, already commended, or the date is wrong [R5]."""
    if not recognitions:
        yield Problem("nobody_to_commend", where="recognitions", clause="R5")
        return
    yield from commendation_day_problems(recognitions, dated=dated, now=now)
    known = set(Commendation.objects.filter(recognition__in=recognitions).values_list("recognition_id", flat=True))
    for recognition in recognitions:
        registration = recognition.outcome.registration
        if recognition.outcome.level != Outcome.Level.LEVEL_4:
            yield _of_unit("unit_below_level_4", registration, "R5")
        if recognition.state != Recognition.State.ISSUED:
            yield _of_unit("recognition_already_revoked", registration, "R5")
        if recognition.pk in known:
            yield _of_unit("unit_already_commended", registration, "R5")


def publishing_problems(cycle: Cycle) -> Iterator[Problem]:
    """Why the year cannot be published: not approved, or a qualified unit without its decision [S8, QT4].

    A unit with an open breach has none yet, and does not prevent publication.
    """
    yield from _all_in(cycle, State.APPROVED, "outcomes_not_approved")
    for entry in Registration.objects.filter(outcome__in=to_be_recognised(cycle)).select_related("commune"):
        yield _of_unit("unit_not_recognised", entry, "QT4")


def revoking_problems(recognition: Recognition, breach: Breach, *, dated: date, now: datetime) -> Iterator[Problem]:
    """Why a recognition cannot be revoked: already revoked, no later confirmed breach, or the wrong date [S5]."""
    registration = recognition.outcome.registration
    if recognition.state != Recognition.State.ISSUED:
        yield _of_unit("recognition_already_revoked", registration, "S5")
    if breach.registration_id != registration.pk:
        yield _of_unit("breach_of_another_unit", registration, "S5")
    if breach.state != Breach.State.CONFIRMED:
        yield _of_unit("breach_not_confirmed", registration, "S5")
    elif required(breach.settled_at) < recognition.issued_at:
        yield _of_unit("breach_known_before", registration, "S5")
    yield from revocation_day_problems(recognition, breach, dated=dated, now=now)


def stale_problems(cycle: Cycle, *, now: datetime) -> Iterator[Problem]:
    """Units whose drafted conclusion no longer matches the facts [S3, S4, S9]."""
    outcomes = Outcome.objects.filter(registration__cycle=cycle)
    drafted = {outcome.registration_id: _concluded(outcome) for outcome in outcomes}
    for row in ranking_rows(cycle, now=now):
        if drafted and drafted.get(row.registration_id) != _concluded(row):
            yield Problem("outcome_out_of_date", where=row.code, clause="R3", params={"unit": row.name})


def _unresolved(cycle: Cycle, now: datetime) -> Iterator[Problem]:
    return (_of_unit("breach_not_settled", entry, "S4") for entry in units_to_resolve_first(cycle, now=now))


def _concluded(conclusion: Any) -> tuple[Any, ...]:
    """The fields of a conclusion, drafted or live; the version covers everything in the dossier and its appraisal."""
    return conclusion.level, conclusion.reason, conclusion.dossier_version


def _waiting_problems(cycle: Cycle, now: datetime) -> Iterator[Problem]:
    """Entries on which department or commune must still act, and units whose own deadline is ahead [R1, R2]."""
    days = cache(partial(year_days, cycle))
    sent = Exists(SelfAssessment.objects.filter(registration=OuterRef("pk"), submitted_at__isnull=False))
    entries = Registration.objects.filter(cycle=cycle).annotate(sent=sent)
    entries = entries.select_related("commune", "self_assessment")
    for entry in entries.order_by("commune__code"):
        yield from _waiting_for(entry, days, now)


def _waiting_for(entry: Any, days: Callable[[], YearDays], now: datetime) -> Iterator[Problem]:
    """`days` are read only where a unit has not sent."""
    if entry.state in Registration.WAITING:
        yield _of_unit("registration_waits", entry, "R1", state=str(entry.get_state_display()))
        return
    dossier = getattr(entry, "self_assessment", None)
    if dossier is not None and dossier.state in SelfAssessment.UNDECIDED:
        yield _of_unit("dossier_waits", entry, "R2", state=str(dossier.get_state_display()))
        return
    if dossier is not None and waits_for_former(dossier, now=now):
        yield _of_unit("former_dossier_to_count", entry, "S7")
        return
    if entry.is_registered:
        step, code, clause = Extension.Step.SUBMISSION, "dossier_still_awaited", "R2"
        waits = not entry.sent and (dossier is None or dossier.state != SelfAssessment.State.REFUSED)
    else:
        step, code, clause = Extension.Step.REGISTRATION, "registration_still_awaited", "R1"
        waits = entry.state != Registration.State.REFUSED
    if waits and not due(before := days().before(entry.pk, step), now=now).is_over:
        yield _of_unit(code, entry, clause, before=f"{before:%d/%m/%Y}")


def _all_in(cycle: Cycle, state: str, code: str) -> Iterator[Problem]:
    states = Outcome.objects.filter(registration__cycle=cycle).order_by().values_list("state", flat=True).distinct()
    if set(states) != {state}:
        yield Problem(code, where="outcomes", clause="QT3")


def _of_unit(code: str, registration: Registration, clause: str, **params: object) -> Problem:
    commune = registration.commune
    return Problem(code, where=commune.code, clause=clause, params={"unit": commune.name, **params})
