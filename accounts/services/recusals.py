"""Recusals from the appraisal of a commune [S8]."""

from datetime import datetime

from django.db import transaction

from accounts import policies
from accounts.models import Recusal, User
from accounts.units import unit_names
from audit.services import record
from kernel.refusals import refuse_if


@transaction.atomic
def recuse(*, person: User, unit_code: str, reason: str, by: User, now: datetime) -> Recusal:
    """Declare that a person is recused from the appraisal of a commune.

    Raises:
        Refused: there is no such unit, no reason is given, or it is already declared.
    """
    units = unit_names()
    refuse_if(policies.recusing_problems(person, unit_code, reason, units))
    recusal = Recusal(user=person, unit_code=unit_code, reason=reason.strip(), declared_at=now, declared_by=by)
    recusal.full_clean(exclude=["user", "declared_by"])
    recusal.save()
    record("accounts.recuse", by=by, now=now, on=person, unit=unit_code, reason=recusal.reason)
    return recusal


@transaction.atomic
def lift_recusal(*, recusal: Recusal, reason: str, by: User, now: datetime) -> None:
    """Withdraw a declared recusal, with a reason. Repeating it changes nothing.

    Raises:
        Refused: the person has worked there, which stays; or no reason is given.
    """
    person = User.objects.select_for_update(of=("self",)).get(pk=recusal.user_id)
    standing = Recusal.objects.filter(pk=recusal.pk).first()
    if standing is None:
        return
    refuse_if(policies.lifting_problems(standing, reason))
    record("accounts.lift_recusal", by=by, now=now, on=person, unit=standing.unit_code, reason=reason.strip())
    standing.delete()
