"""A breach that comes to light after recognition starts its revocation: who decides on it is told [S5]."""

from datetime import datetime

from django.dispatch import receiver

from appraisal.models import Breach
from appraisal.queries import confirmed_breach_kinds
from appraisal.signals import breach_confirmed, breach_set_aside
from audit.services import record
from results import notices
from results.models import Recognition, Revocation
from results.reversals import conclude_anew


@receiver(breach_confirmed)
def start_revocation(*, breach: Breach, now: datetime, **signal) -> None:
    """In the transaction that confirms the breach; nothing where the unit's year was not recognised."""
    found = Recognition.objects.filter(outcome__registration=breach.registration, state=Recognition.State.ISSUED)
    recognition = found.select_related("outcome").first()
    if recognition is None:
        return
    facts = {"undone": recognition.decision_number, "breach": breach.kind}
    record("results.start_revocation", by=None, now=now, on=breach.registration, **facts)
    notices.revocation_due(breach, recognition, now=now)


@receiver(breach_set_aside)
def start_reinstating(*, breach: Breach, by, now: datetime, **signal) -> None:
    """In the transaction that sets the breach aside: the outcome anew; of a revocation to withdraw the city is told."""
    if confirmed_breach_kinds(breach.registration.cycle).get(breach.registration_id):
        return
    conclude_anew(breach.registration, by=by, now=now)
    revoked = Revocation.objects.filter(breach=breach, withdrawal=None).select_related("recognition").first()
    if revoked is not None:
        notices.withdrawal_due(breach, revoked, now=now)
