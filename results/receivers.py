"""The consequences of a decision on a breach: a revocation is due, or the unit's year is concluded again [S4, S5]."""

from datetime import datetime

from appraisal.models import Breach, Review
from appraisal.queries import confirmed_breach_kinds
from audit.services import record
from results import notices
from results.models import Outcome, Recognition, Revocation
from results.reversals import reconclude


def start_revocation(*, breach: Breach, by, now: datetime, **signal) -> None:
    """In the transaction that confirms the breach: the unit was recognised, or reported with it open [S5]."""
    recognitions = Recognition.objects.filter(outcome__registration=breach.registration, state=Recognition.State.ISSUED)
    recognition = recognitions.select_related("outcome", "decision").first()
    if recognition is None:
        _conclude_reported(breach, by, now)
        return
    facts = {"undone": recognition.decision_number, "breach": breach.kind}
    record("results.start_revocation", by=None, now=now, on=breach.registration, **facts)
    notices.revocation_due(breach, recognition, now=now)


def conclude_after_dismissal(*, breach: Breach, by, now: datetime, **signal) -> None:
    """In the transaction that dismisses the breach: a unit reported with it open may now be recognised [S4]."""
    _conclude_reported(breach, by, now)


def _conclude_reported(breach: Breach, by, now: datetime) -> None:
    """Conclude a reported year with this open breach again; a draft is repeated by the department."""
    reported = Outcome.objects.filter(registration=breach.registration).exclude(state=Outcome.State.DRAFTED)
    known = Recognition.objects.filter(outcome__registration=breach.registration)
    if reported.exists() and not known.exists():
        reconclude(breach.registration, by=by, now=now)


def start_reinstating(*, breach: Breach, by, now: datetime, **signal) -> None:
    """In the transaction that sets the breach aside: conclude again, and notify the city of a revocation."""
    if confirmed_breach_kinds(breach.registration.cycle).get(breach.registration_id):
        return
    reconclude(breach.registration, by=by, now=now)
    revoked = Revocation.objects.filter(breach=breach, is_withdrawn=False).first()
    if revoked is not None:
        notices.withdrawal_due(breach, revoked, now=now)


def conclude_after_all(*, review: Review, by, now: datetime, **signal) -> None:
    """The lead confirmed a review that was reopened after its breach was set aside: conclude again [S4]."""
    registration = review.assessment.registration
    in_breach = Outcome.objects.filter(registration=registration, reason=Outcome.Reason.BREACH)
    if in_breach.exists() and not confirmed_breach_kinds(registration.cycle).get(registration.pk):
        reconclude(registration, by=by, now=now)
