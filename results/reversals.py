"""The effects of a decision on a breach after the year was concluded: on the outcome and the revocation [S4, S5]."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse

from appraisal.models import Breach, Review
from appraisal.queries import confirmed_breach_kinds, dossier_version
from audit.services import record
from communes.models import Registration
from communes.services.locks import lock_cycles_of
from kernel.problems import Problem, required
from kernel.refusals import refuse_if
from notifications.services import close_messages
from results.announcements import announce_corrected
from results.decision_days import withdrawal_day_problems
from results.models import CityDecision, Outcome, Recognition, Revocation, RevocationWithdrawal
from results.paper_services import store_decision
from scoring.core import BreachKind, Reason, conclude, rank
from scoring.models import SelfAssessment

_TO_APPRAISE = (
    *(SelfAssessment.State.NOT_CONSIDERED, SelfAssessment.State.SUBMITTED, SelfAssessment.State.UNDER_APPRAISAL),
    *(SelfAssessment.State.SUPPLEMENT_REQUESTED, SelfAssessment.State.EXPLAINING),
)
_TOTALS = ("self_total", "appraised_total", "group_totals", "excepted_count", "excepted_points")
_CONCLUDED = ("level", "reason", *_TOTALS, "dossier_version")


def reconclude(registration: Registration, *, by, now: datetime) -> None:
    """Conclude a unit again and update every rank, in the transaction that decides on a breach, under the year's lock.

    The department repeats a draft itself. A valid recognition can only be revoked by a decision [S5]. The
    trail keeps the former outcome.
    """
    rows = Outcome.objects.select_for_update(of=("self",), no_key=True)
    outcomes = list(rows.filter(registration__cycle=registration.cycle_id).order_by("pk"))
    own = next((outcome for outcome in outcomes if outcome.registration_id == registration.pk), None)
    if own is None or own.reason == Outcome.Reason.NOT_REGISTERED or Recognition.objects.filter(outcome=own).exists():
        return
    breaches = confirmed_breach_kinds(registration.cycle).get(registration.pk, ())
    waiting = SelfAssessment.objects.filter(registration=registration, state__in=_TO_APPRAISE)
    if not breaches and own.reason == Outcome.Reason.BREACH and waiting.exists():
        # It was closed without appraisal, or is being appraised: its points are known once the lead confirms them.
        return
    before = _outcome_code(own)
    review = Review.objects.filter(assessment__registration=registration, state=Review.State.RECONCILED).first()
    _take_points(own, review, breaches)
    if own.state != Outcome.State.DRAFTED:
        own.reconcluded_at = now
    totals = {one.pk: required(one.appraised_total) for one in outcomes if one.reason == Outcome.Reason.BY_POINTS}
    ranks = rank(totals)
    for outcome in outcomes:
        outcome.rank = ranks.get(outcome.pk)
    own.full_clean(exclude=["registration"])
    Outcome.objects.bulk_update(outcomes, [*_CONCLUDED, "rank", "reconcluded_at"], batch_size=200)
    facts: dict[str, Any] = {"before": before, "after": _outcome_code(own)}
    record("results.conclude_anew", by=by, now=now, on=registration, **facts)
    announce_corrected(registration.cycle, [registration.commune.code], why="conclusion", now=now)


def _outcome_code(outcome: Outcome) -> str | int:
    """An outcome as a code, which is shown in the reader's language: the breach, or the level."""
    return str(Outcome.Reason.BREACH) if outcome.reason == Outcome.Reason.BREACH else int(outcome.level)


def _take_points(own: Outcome, review: Review | None, breaches: Collection[BreachKind]) -> None:
    """The outcome of the confirmed appraisal's points; None without an appraisal [S3]."""
    refused = SelfAssessment.objects.filter(
        registration=own.registration_id, state=SelfAssessment.State.REFUSED
    ).first()
    reason = Reason(refused.shortcoming) if refused else Reason.NOT_SUBMITTED
    standing = conclude(review.total if review else None, registered=True, breaches=breaches, refused=reason)
    own.level, own.reason = standing.level, standing.reason
    if review is not None:
        own.self_total, own.appraised_total = review.assessment.total, review.total
        own.group_totals = review.group_totals
        own.excepted_count, own.excepted_points = review.excepted_count, review.excepted_points
        own.dossier_version = dossier_version(review)


def withdrawing_problems(
    revocation: Revocation, *, decision_number: str, decision_date: date, justification: str, now: datetime
) -> Iterator[Problem]:
    """Why a revocation cannot be withdrawn: its breach counts, already withdrawn, or the decision is incomplete."""
    if revocation.breach.state != Breach.State.SET_ASIDE:
        yield Problem("breach_still_counts", where="revocation", clause="S5")
    if RevocationWithdrawal.objects.filter(revocation=revocation).exists():
        yield Problem("revocation_withdrawn_already", where="revocation", clause="S5")
    for field, text in (("decision_number", decision_number), ("justification", justification)):
        if not text.strip():
            yield Problem("withdrawal_incomplete", where=field, clause="S5")
    yield from withdrawal_day_problems(revocation, dated=decision_date, now=now)


@transaction.atomic
def withdraw_revocation(
    *,
    recognition: Recognition,
    decision_number: str,
    decision_date: date,
    justification: str,
    file: UploadedFile,
    by,
    now: datetime,
) -> RevocationWithdrawal:
    """Record the city's later decision that withdraws a revocation: the recognition is valid again [S5].

    Raises:
        PermissionDenied: `by` is not a city leader.
        Refused: the breach is not set aside, the revocation is already withdrawn, number or justification are empty,
            the decision is older than the revocation or in the future, or the file cannot be stored.
    """
    if by is None or not rules.has_perm("results.revoke_recognition", by, recognition):
        raise PermissionDenied("results.revoke_recognition")
    lock_cycles_of(Registration.objects.filter(outcome__recognition=recognition))
    recognition = Recognition.objects.select_for_update(of=("self",), no_key=True).get(pk=recognition.pk)
    revocations = Revocation.objects.select_related("breach", "decision").filter(recognition=recognition)
    revocation = required(revocations.order_by("pk").last())
    decided: dict[str, Any] = {"decision_number": decision_number, "decision_date": decision_date}
    refuse_if(withdrawing_problems(revocation, **decided, justification=justification, now=now))
    cycle = recognition.outcome.registration.cycle
    decision = store_decision(CityDecision.Kind.WITHDRAWAL, cycle=cycle, **decided, file=file, by=by, now=now)
    withdrawal = RevocationWithdrawal(
        revocation=revocation, decision=decision, justification=justification.strip(), recorded_at=now, recorded_by=by
    )
    withdrawal.full_clean(exclude=["revocation", "decision"])
    withdrawal.save()
    _reinstate(recognition, revocation)
    facts = {"decision": withdrawal.decision_number, "undone": revocation.decision_number}
    record("results.withdraw_revocation", by=by, now=now, on=recognition.outcome.registration, **facts)
    place = (cycle.year, recognition.outcome.registration.commune.code)
    announce_corrected(cycle, [place[1]], why="withdrawal", now=now)
    close_messages("results.withdrawal_due", path=reverse("results:standing", args=place), now=now)
    return withdrawal


def _reinstate(recognition: Recognition, revocation: Revocation) -> None:
    revocation.is_withdrawn = True
    revocation.save(update_fields=["is_withdrawn"])
    recognition.reinstate()
    recognition.save(update_fields=["state"])
