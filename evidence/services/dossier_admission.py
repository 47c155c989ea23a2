"""Send a dossier late or incomplete, and the department's decision on it [R2]."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from communes.services.locks import lock_cycle
from evidence import notices
from evidence.dossier_admission import (
    completion_before,
    decision_problems,
    is_late,
    refusal_problems,
    returning_problems,
    sending_problems,
)
from evidence.models import Receipt
from evidence.services.dossiers import issue_receipt, receipt_facts
from evidence.services.locks import LockedDossier, lock_dossier
from kernel.refusals import refuse_if
from scoring.models import SelfAssessment

_DECIDED = (
    *("state", "shortcoming", "sent_at", "sent_by", "sent_reason", "submitted_at", "submitted_by"),
    *("decided_at", "decided_by", "decision_note", "complete_before"),
)


@transaction.atomic
def send_as_it_stands(*, assessment: SelfAssessment, reason: str, by: User, now: datetime) -> SelfAssessment:
    """Send a dossier after the deadline, or incomplete: it waits for the department's decision.

    Raises:
        Refused: it can be sent complete and in time, was sent, is empty, gives no reason, or the report is due [R3].
    """
    dossier = _lock(assessment)
    assessment = dossier.assessment
    refuse_if(sending_problems(assessment, reason=reason, now=now))
    send = assessment.send_late if is_late(assessment, now=now) else assessment.send_incomplete
    send(by=by, at=now, reason=reason.strip())
    _save(dossier)
    facts = {"shortcoming": assessment.shortcoming, "reason": assessment.sent_reason}
    record("evidence.send_as_it_stands", by=by, now=now, on=assessment, **facts)
    notices.dossier_to_decide(assessment, now=now)
    return assessment


@transaction.atomic
def take_in_dossier(*, assessment: SelfAssessment, reason: str, by: User, now: datetime) -> Receipt:
    """Admit a late or incomplete dossier as it is, with a reason: it is appraised like any other.

    Raises:
        Refused: nothing waits for a decision, the days to complete it still run, or no reason is given.
    """
    dossier = _lock(assessment)
    assessment = dossier.assessment
    refuse_if(decision_problems(assessment, reason=reason, now=now))
    assessment.take_in(by=by, at=now, note=reason.strip())
    _save(dossier)
    receipt = issue_receipt(assessment, now=now)
    facts = {"reason": assessment.decision_note, **receipt_facts(receipt)}
    record("evidence.take_in_dossier", by=by, now=now, on=assessment, **facts)
    notices.dossier_decided(assessment, now=now)
    return receipt


@transaction.atomic
def return_dossier(*, assessment: SelfAssessment, reason: str, by: User, now: datetime) -> SelfAssessment:
    """Give the commune days to complete its dossier; if complete by then, it counts.

    Raises:
        Refused: nothing waits for a decision, days were given already, no reason is given, or the report is due.
    """
    dossier = _lock(assessment)
    assessment = dossier.assessment
    refuse_if([*decision_problems(assessment, reason=reason, now=now), *returning_problems(assessment, now=now)])
    before = completion_before(assessment, now=now)
    assessment.return_(by=by, at=now, note=reason.strip(), complete_before=before)
    _save(dossier)
    facts = {"reason": assessment.decision_note, "before": f"{before:%d/%m/%Y}"}
    record("evidence.return_dossier", by=by, now=now, on=assessment, **facts)
    notices.dossier_decided(assessment, now=now)
    return assessment


@transaction.atomic
def refuse_dossier(*, assessment: SelfAssessment, reason: str, by: User, now: datetime) -> SelfAssessment:
    """Reject a late or incomplete dossier, with a reason; it stays on record and may still be admitted later.

    Raises:
        Refused: nothing waits for a decision, the commune's days still run, or no reason is given.
    """
    dossier = _lock(assessment)
    assessment = dossier.assessment
    refuse_if([*decision_problems(assessment, reason=reason, now=now), *refusal_problems(assessment, now=now)])
    assessment.refuse(by=by, at=now, note=reason.strip())
    _save(dossier)
    record("evidence.refuse_dossier", by=by, now=now, on=assessment, reason=assessment.decision_note)
    notices.dossier_decided(assessment, now=now)
    return assessment


def _lock(assessment: SelfAssessment) -> LockedDossier:
    """The dossier, locked after its year, because whether it counts depends on the year's outcomes."""
    lock_cycle(assessment.registration.cycle_id)
    return lock_dossier(assessment.pk)


def _save(dossier: LockedDossier) -> None:
    dossier.assessment.full_clean(exclude=["registration", "rubric"])
    dossier.save(*_DECIDED)
