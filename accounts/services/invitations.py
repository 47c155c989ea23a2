"""Add people: only by invitation, singly or from a spreadsheet."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from accounts import policies
from accounts.models import Membership, User
from accounts.policies import Newcomer
from accounts.units import unit_names
from audit.services import record
from kernel.refusals import refuse_if
from kernel.text import clean_line
from notifications.models import Mailing
from notifications.services import post


@transaction.atomic
def invite(*, email: str, full_name: str, role: str, unit_code: str = "", by: User | None, now: datetime) -> User:
    """Create an account with one role and mail the person the link to set a password.

    Raises:
        Refused: the address is invalid or taken, the name is missing, or role and unit do not match.
    """
    newcomer = Newcomer(clean_line(email).lower(), clean_line(full_name), role, clean_line(unit_code))
    units = unit_names()
    refuse_if(policies.newcomer_problems(newcomer, units))
    return _invite(newcomer, by=by, now=now)


@transaction.atomic
def import_people(*, newcomers: Iterable[Newcomer], by: User, now: datetime) -> list[User]:
    """Invite everybody in a spreadsheet, or nobody.

    Raises:
        Refused: with every problem of every row; `where` is the row's number.
    """
    newcomers, units = list(newcomers), unit_names()
    refuse_if(policies.import_problems(newcomers, units))
    return [_invite(newcomer, by=by, now=now) for newcomer in newcomers]


def _invite(newcomer: Newcomer, *, by: User | None, now: datetime) -> User:
    person = User(email=clean_line(newcomer.email).lower(), full_name=clean_line(newcomer.full_name), invited_at=now)
    person.set_unusable_password()
    person.full_clean()
    person.save()
    membership = Membership(
        user=person, role=newcomer.role, unit_code=newcomer.unit_code, granted_at=now, granted_by=by
    )
    membership.full_clean(exclude=["user", "granted_by"])
    membership.save()
    record("accounts.invite", by=by, now=now, on=person, role=newcomer.role, unit=newcomer.unit_code)
    _post(person, now)
    return person


@transaction.atomic
def resend_invitation(*, person: User, by: User, now: datetime) -> User:
    """Mail the link again to a person who has not used it.

    Raises:
        Refused: the account is disabled, or a password is already set.
    """
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    refuse_if(policies.resending_problems(person))
    person.invited_at = now
    person.save(update_fields=["invited_at"])
    record("accounts.resend_invitation", by=by, now=now, on=person)
    _post(person, now)
    return person


def _post(person: User, now: datetime) -> None:
    post(kind=Mailing.Kind.INVITATION, key=f"invitation:{person.pk}:{uuid4().hex}", person=person, now=now)
