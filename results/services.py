"""The services that end a year: draft, confirm, approve, recognise, publish; commend and revoke [R3, R5, S5, QT4]."""

from collections import Counter
from datetime import date, datetime
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from appraisal.models import Breach
from audit.services import record
from communes.models import Cycle, Registration
from communes.services.locks import lock_cycle, lock_cycles_of
from kernel.refusals import refuse_if
from results import notices, policies
from results.announcements import announce_corrected, announce_published, announce_revoked
from results.duties import approver_problems, recogniser_problems, revoker_problems
from results.models import CityDecision, Commendation, Outcome, Recognition, Revocation
from results.paper_services import note_decision, store_decision
from results.queries import ranking_rows

_BATCH = 500
_TOTALS = ["self_total", "appraised_total", "group_totals", "excepted_count", "excepted_points", "dossier_version"]
_DRAFTED = ["level", "reason", *_TOTALS, "rank", "drafted_at"]


@transaction.atomic
def draft_outcomes(*, cycle: Cycle, by: User | None, now: datetime) -> list[Outcome]:
    """Conclude the year: level, reason, totals and rank of every commune, from the present facts [S3, S4].

    While it is a draft it may be repeated at any time; the new draft replaces the old. `by` None is the portal
    itself (the command `conclude`).

    Raises:
        PermissionDenied: `by` is not of the department.
        Refused: a dossier is not fully appraised, a breach is undecided, or the year is past the draft [R3].
    """
    _demand("results.draft_outcomes", by, cycle)
    cycle = lock_cycle(cycle.pk)
    refuse_if(policies.drafting_problems(cycle, now=now))
    drafts = [_draft(row, now) for row in ranking_rows(cycle, now=now)]
    Outcome.objects.bulk_create(
        drafts,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["registration"],
        update_fields=_DRAFTED,
    )
    levels = Counter(draft.level for draft in drafts)
    record("results.draft_outcomes", by=by, now=now, on=cycle, units=len(drafts), qualified=len(drafts) - levels[0])
    return list(_outcomes(cycle))


@transaction.atomic
def confirm_outcomes(*, cycle: Cycle, by: User, now: datetime) -> list[Outcome]:
    """The lead of the year's team confirms the draft and reports it to the city [R3].

    Raises:
        PermissionDenied: `by` does not lead the year's team.
        Refused: there is no draft, a fact has changed since it, or a dossier may still come in.
    """
    _demand("results.confirm_outcomes", by, cycle)
    cycle = lock_cycle(cycle.pk)
    refuse_if(policies.confirming_problems(cycle, now=now))
    return _move(cycle, "confirm", "confirmed", by=by, now=now)


@transaction.atomic
def approve_outcomes(*, cycle: Cycle, by: User, now: datetime) -> list[Outcome]:
    """The city approves the year's results; from then on they do not change.

    Raises:
        PermissionDenied: `by` is not a city leader.
        Refused: the lead has not confirmed them, or a fact has changed since.
    """
    _demand("results.approve_outcomes", by, cycle)
    cycle = lock_cycle(cycle.pk)
    refuse_if([*approver_problems(cycle, by=by), *policies.approving_problems(cycle, now=now)])
    return _move(cycle, "approve", "approved", by=by, now=now)


@transaction.atomic
def send_back_outcomes(*, cycle: Cycle, reason: str, by: User, now: datetime) -> list[Outcome]:
    """The city returns confirmed or approved results to the draft, with a reason, before any recognition.

    Raises:
        PermissionDenied: `by` is not a city leader.
        Refused: nothing has been confirmed, or a recognition is valid.
    """
    _demand("results.send_back_outcomes", by, cycle)
    cycle = lock_cycle(cycle.pk)
    refuse_if(policies.sending_back_problems(cycle))
    outcomes = list(_outcomes(cycle))
    for outcome in outcomes:
        outcome.send_back()
    fields = ["state", "confirmed_at", "confirmed_by", "approved_at", "approved_by"]
    Outcome.objects.bulk_update(outcomes, fields, batch_size=_BATCH)
    record("results.send_back_outcomes", by=by, now=now, on=cycle, reason=reason)
    return outcomes


@transaction.atomic
def recognise(
    *, outcomes: Any, decision_number: str, decision_date: date, file: UploadedFile, by: User, now: datetime
) -> list[Recognition]:
    """Record the city's signed decision that recognises these units for their levels; its number is typed.

    Raises:
        PermissionDenied: `by` is not a city leader.
        Refused: a unit is not qualified, not approved, in breach, or already recognised; the date is in the future,
            before the approval or before December [R4]; or the file cannot be stored.
        ValidationError: the number is empty or too long.
    """
    _demand("results.recognise", by)
    keys = [outcome.pk for outcome in outcomes]
    lock_cycles_of(Registration.objects.filter(outcome__in=keys))
    locked = Outcome.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    outcomes = list(locked.select_related("registration__commune", "registration__cycle").order_by("rank", "pk"))
    own = recogniser_problems(outcomes, by=by)
    refuse_if([*own, *policies.recognising_problems(outcomes, dated=decision_date, now=now)])
    decision_fields: dict[str, Any] = {"decision_number": decision_number, "decision_date": decision_date, "file": file}
    decision = store_decision(
        CityDecision.Kind.RECOGNITION, cycle=outcomes[0].registration.cycle, **decision_fields, by=by, now=now
    )
    issued = [Recognition(outcome=outcome, decision=decision, issued_at=now, issued_by=by) for outcome in outcomes]
    issued = Recognition.objects.bulk_create(issued, batch_size=_BATCH)
    for recognition in issued:
        record(
            "results.recognise",
            by=by,
            now=now,
            on=recognition.outcome.registration,
            decision=decision.number,
            dated=f"{decision_date:%d/%m/%Y}",
            level=recognition.outcome.level,
        )
    note_decision(decision, by=by, now=now)
    announce_corrected(decision.cycle, _codes(issued), why="recognition", now=now)
    return issued


@transaction.atomic
def commend(
    *, recognitions: Any, decision_number: str, decision_date: date, file: UploadedFile, by: User, now: datetime
) -> list[Commendation]:
    """Record the city's signed decision that commends units recognised at Level 4 [R5]; its number is typed.

    Raises:
        PermissionDenied: `by` is not a city leader.
        Refused: a unit is below Level 4, revoked or already commended; the date is in the future or before
            recognition; or the file cannot be stored.
        ValidationError: the number is empty or too long.
    """
    _demand("results.commend", by)
    keys = [recognition.pk for recognition in recognitions]
    lock_cycles_of(Registration.objects.filter(outcome__recognition__in=keys))
    locked = Recognition.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    units = locked.select_related("outcome__registration__commune", "outcome__registration__cycle", "decision")
    recognitions = list(units.order_by("outcome__rank", "pk"))
    refuse_if(policies.commending_problems(recognitions, dated=decision_date, now=now))
    cycle = recognitions[0].outcome.registration.cycle
    decided: dict[str, Any] = {"decision_number": decision_number, "decision_date": decision_date, "file": file}
    decision = store_decision(CityDecision.Kind.COMMENDATION, cycle=cycle, **decided, by=by, now=now)
    commended = Commendation.objects.bulk_create(
        [Commendation(recognition=one, decision=decision, recorded_at=now, recorded_by=by) for one in recognitions],
        batch_size=_BATCH,
    )
    for recognition in recognitions:
        facts = {"decision": decision.number, "dated": f"{decision_date:%d/%m/%Y}"}
        record("results.commend", by=by, now=now, on=recognition.outcome.registration, **facts)
    note_decision(decision, by=by, now=now)
    announce_corrected(cycle, _codes(recognitions), why="commendation", now=now)
    return commended


@transaction.atomic
def publish_outcomes(*, cycle: Cycle, by: User, now: datetime) -> list[Outcome]:
    """Make the year's results public: every unit's, with its level and points [S8].

    Raises:
        PermissionDenied: `by` is not a city leader.
        Refused: the results are not approved, or a qualified unit has no decision yet.
    """
    _demand("results.publish_outcomes", by, cycle)
    cycle = lock_cycle(cycle.pk)
    refuse_if(policies.publishing_problems(cycle))
    outcomes = _move(cycle, "publish", "published", by=by, now=now)
    for outcome in outcomes:
        record("results.publish_figure", by=by, now=now, on=outcome.registration, **_published(outcome))
    notices.results_published(cycle, now=now)
    announce_published(cycle, now=now)
    return outcomes


def _published(outcome: Outcome) -> dict[str, Any]:
    """What is published of a unit: its entry on the trail can be proved by itself."""
    total = "–" if outcome.appraised_total is None else f"{outcome.appraised_total:.2f}"
    return {"total": total, "level": outcome.level, "rank": outcome.rank or "–", "reason": outcome.reason}


_WITH_UNIT = ("outcome__registration__commune", "outcome__registration__cycle", "decision")


@transaction.atomic
def revoke_recognition(
    *,
    recognition: Recognition,
    breach: Breach,
    decision_number: str,
    decision_date: date,
    file: UploadedFile,
    reason: str,
    by: User,
    now: datetime,
) -> Revocation:
    """Record the city's signed decision that revokes a recognition after a breach became known [S5].

    The recognition, the outcome and its points stay on record beside the revocation.

    Raises:
        PermissionDenied: `by` is not a city leader.
        Refused: the recognition is already revoked, the breach is not this unit's, not confirmed, or older than it;
            the date does not fit; or the file cannot be stored.
        ValidationError: number or reason are empty.
    """
    _demand("results.revoke_recognition", by, recognition)
    lock_cycles_of(Registration.objects.filter(outcome__recognition=recognition))
    locked = Recognition.objects.select_for_update(of=("self",), no_key=True)
    recognition = locked.select_related(*_WITH_UNIT).get(pk=recognition.pk)
    breach = Breach.objects.get(pk=breach.pk)
    own = revoker_problems(breach, by=by)
    refuse_if([*own, *policies.revoking_problems(recognition, breach, dated=decision_date, now=now)])
    decided: dict[str, Any] = {"decision_number": decision_number, "decision_date": decision_date, "file": file}
    cycle = recognition.outcome.registration.cycle
    decision = store_decision(CityDecision.Kind.REVOCATION, cycle=cycle, **decided, by=by, now=now)
    made = {"decision": decision, "reason": reason.strip(), "revoked_at": now, "revoked_by": by}
    revocation = Revocation(recognition=recognition, breach=breach, **made)
    revocation.full_clean(exclude=["decision"])
    revocation.save()
    recognition.revoke()
    recognition.save(update_fields=["state"])
    _record_revocation(recognition, decision, by=by, now=now)
    return revocation


def _codes(recognitions: list[Recognition]) -> list[str]:
    return [one.outcome.registration.commune.code for one in recognitions]


def _record_revocation(recognition: Recognition, decision: CityDecision, *, by: User, now: datetime) -> None:
    note_decision(decision, by=by, now=now)
    notices.revocation_recorded(recognition, now=now)
    facts = {"decision": decision.number, "dated": f"{decision.dated:%d/%m/%Y}", "undone": recognition.decision_number}
    record("results.revoke_recognition", by=by, now=now, on=recognition.outcome.registration, **facts)
    notices.revocation_recorded(recognition, now=now)
    announce_revoked(recognition, decision, now=now)


def _demand(permission: str, by: User | None, on: object = None) -> None:
    """Require the right person; `by` None is the portal itself, which may only draft."""
    if by is None and permission == "results.draft_outcomes":
        return
    if by is None or not rules.has_perm(permission, by, on):
        raise PermissionDenied(permission)


def _outcomes(cycle: Cycle) -> QuerySet[Outcome]:
    outcomes = Outcome.objects.filter(registration__cycle=cycle)
    return outcomes.select_related("registration__commune", "registration__cycle").order_by("rank", "pk")


def _draft(row: Any, now: datetime) -> Outcome:
    return Outcome(
        registration_id=row.registration_id,
        level=row.level,
        reason=row.reason,
        self_total=row.self_total,
        appraised_total=row.appraised_total,
        group_totals=row.group_totals,
        excepted_count=row.excepted_count,
        excepted_points=row.excepted_points,
        rank=row.rank,
        dossier_version=row.dossier_version,
        drafted_at=now,
    )


def _move(cycle: Cycle, verb: str, stem: str, *, by: User, now: datetime) -> list[Outcome]:
    """Put every outcome of the year through one transition, and write one entry on the trail."""
    outcomes = list(_outcomes(cycle))
    for outcome in outcomes:
        getattr(outcome, verb)(by=by, at=now)
    Outcome.objects.bulk_update(outcomes, ["state", f"{stem}_at", f"{stem}_by"], batch_size=_BATCH)
    record(f"results.{verb}_outcomes", by=by, now=now, on=cycle, units=len(outcomes))
    return outcomes
