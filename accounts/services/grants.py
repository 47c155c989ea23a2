"""An administrator's own roles: requested, and confirmed or refused by another one (decision 0030)."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts import policies
from accounts.models import GrantRequest, Membership, User
from accounts.notices import role_asked, role_resolved
from accounts.services.people import locked_person
from accounts.units import unit_names
from audit.services import record
from kernel.refusals import refuse_if

LIVES = timedelta(days=7)


@transaction.atomic
def ask_role(*, role: str, unit_code: str = "", by: User, now: datetime) -> GrantRequest:
    """Request a role for oneself; every other administrator is notified.

    Raises:
        Refused: it could not be given, is already requested, or there is no other administrator.
    """
    person = locked_person(by)
    refuse_if(policies.asking_problems(person, role, unit_code, unit_names(), now=now))
    request = GrantRequest(person=person, role=role, unit_code=unit_code, asked_at=now, lapses_at=now + LIVES)
    request.full_clean(exclude=["person"])
    request.save()
    record("accounts.ask_role", by=by, now=now, on=person, **_facts(request))
    role_asked(request, now=now)
    return request


@transaction.atomic
def confirm_role(*, request: GrantRequest, by: User, now: datetime) -> Membership:
    """Give an administrator the role that they requested.

    Raises:
        Refused: it is one's own or closed, one became administrator after the request, or it can no longer be given.
    """
    request, person = _resolve(request, GrantRequest.State.CONFIRMED, by, now)
    refuse_if(policies.granting_problems(person, request.role, request.unit_code, unit_names()))
    membership = Membership(user=person, role=request.role, unit_code=request.unit_code, granted_at=now, granted_by=by)
    membership.full_clean(exclude=["user", "granted_by"])
    membership.save()
    record("accounts.confirm_role", by=by, now=now, on=person, **_facts(request))
    role_resolved(request, now=now)
    return membership


@transaction.atomic
def refuse_role(*, request: GrantRequest, by: User, now: datetime) -> GrantRequest:
    """Refuse an administrator the role that they requested.

    Raises:
        Refused: it is one's own or closed, or one became administrator after the request.
    """
    request, person = _resolve(request, GrantRequest.State.REFUSED, by, now)
    record("accounts.refuse_role", by=by, now=now, on=person, **_facts(request))
    role_resolved(request, now=now)
    return request


def _resolve(request: GrantRequest, state: str, by: User, now: datetime) -> tuple[GrantRequest, User]:
    person = locked_person(request.person)
    request = GrantRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    refuse_if(policies.grant_resolution_problems(request, by=by, now=now))
    request.state, request.settled_at, request.settled_by = state, now, by
    request.save(update_fields=["state", "settled_at", "settled_by"])
    return request, person


def _facts(request: GrantRequest) -> dict[str, str]:
    """The unit by its code, so that its name is shown in the reader's language."""
    return {"role": request.role, "unit": request.unit_code}
