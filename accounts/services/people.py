"""People's roles, and whether they may sign in."""

import secrets
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts import policies
from accounts.models import Membership, Recusal, Role, SignInEvent, User
from accounts.services.sign_ins import note_sign_in
from accounts.services.support_views import close_support_views_of
from accounts.units import unit_names
from audit.services import record
from kernel.problems import Problem
from kernel.refusals import refuse_if
from kernel.text import clean_line


def locked_person(person: User) -> User:
    """Lock the person and every administrator, so that two at once cannot withdraw each other's last permissions."""
    administrators = User.objects.filter(memberships__role=Role.ADMINISTRATOR).values("pk")
    keys = [person.pk, *administrators.order_by("pk").values_list("pk", flat=True)]
    people = {user.pk: user for user in User.objects.select_for_update(of=("self",)).filter(pk__in=keys)}
    return people[person.pk]


@transaction.atomic
def grant_role(*, person: User, role: str, unit_code: str = "", by: User | None, now: datetime) -> Membership:
    """Give a person one more role; an administrator's own must be requested instead (`ask_role`).

    Raises:
        Refused: role and unit do not match, the unit is unknown, the role is already held, the person holds a
            conflicting one, or gives it to themselves.
    """
    person, units = locked_person(person), unit_names()
    refuse_if(policies.own_grant_problems(person, by))
    refuse_if(policies.granting_problems(person, role, unit_code, units))
    membership = Membership(user=person, role=role, unit_code=unit_code, granted_at=now, granted_by=by)
    membership.full_clean(exclude=["user", "granted_by"])
    membership.save()
    record("accounts.grant_role", by=by, now=now, on=person, **_facts(membership))
    return membership


@transaction.atomic
def withdraw_role(*, membership: Membership, by: User, now: datetime) -> None:
    """Take a role from a person; what they did stays on record.

    Raises:
        Refused: it would leave the portal without an administrator.
    """
    person = locked_person(membership.user)
    refuse_if(policies.withdrawal_problems(membership))
    record("accounts.withdraw_role", by=by, now=now, on=person, **_facts(membership))
    if membership.unit_code:
        _remember_service(membership, by, now)
    membership.delete()


def _remember_service(membership: Membership, by: User, now: datetime) -> None:
    """A person who has worked for a commune does not appraise it later [S8]."""
    facts = {"worked_there": True, "declared_at": now, "declared_by": by}
    Recusal.objects.update_or_create(
        user=membership.user, unit_code=membership.unit_code, defaults={"worked_there": True}, create_defaults=facts
    )


@transaction.atomic
def disable_person(*, person: User, by: User, now: datetime) -> User:
    """Disable a person's account at once; roles are kept, all sessions become invalid for good.

    Raises:
        Refused: it is oneself, the last administrator, or already disabled.
    """
    person = locked_person(person)
    refuse_if(policies.disabling_problems(person, by=by))
    close_support_views_of(person=person, now=now)
    person.is_active = False
    person.times_signed_out += 1
    person.save(update_fields=["is_active", "times_signed_out"])
    note_sign_in(SignInEvent.Kind.SESSIONS_ENDED, person=person, now=now, by=by)
    record("accounts.disable_person", by=by, now=now, on=person)
    return person


@transaction.atomic
def enable_person(*, person: User, by: User, now: datetime) -> User:
    """Let a person sign in again.

    Raises:
        Refused: they already may.
    """
    person = locked_person(person)
    refuse_if(policies.enabling_problems(person))
    person.is_active = True
    person.save(update_fields=["is_active"])
    record("accounts.enable_person", by=by, now=now, on=person)
    return person


@transaction.atomic
def reset_second_step(*, person: User, by: User | None, now: datetime) -> User:
    """Turn off the two-step sign-in of a person who can no longer pass it; then the password alone is enough.

    `by` None is the server's operator.

    Raises:
        Refused: it is not on, or it is one's own.
    """
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    refuse_if(policies.resetting_problems(person, by=by))
    Authenticator.objects.filter(user=person).delete()
    note_sign_in(SignInEvent.Kind.SECOND_OFF, person=person, now=now, by=by)
    record("accounts.reset_second_step", by=by, now=now, on=person)
    return person


@transaction.atomic
def change_name(*, person: User, full_name: str, by: User, now: datetime) -> User:
    """Correct a person's name.

    Raises:
        Refused: the name is empty.
    """
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    before, person.full_name = person.full_name, clean_line(full_name)
    refuse_if([] if person.full_name else [Problem("person_name_missing", where="full_name")])
    if person.full_name != before:
        person.full_clean()
        person.save(update_fields=["full_name", "name_key", "search_key"])
        record("accounts.change_name", by=by, now=now, on=person, before=before)
    return person


@transaction.atomic
def renew_calendar_key(*, person: User, by: User, now: datetime) -> User:
    """Give a person's calendar a new unguessable URL; the former one becomes invalid at once."""
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    person.calendar_key = secrets.token_urlsafe(32)
    person.save(update_fields=["calendar_digest", "calendar_secret"])
    record("accounts.renew_calendar_key", by=by, now=now, on=person)
    return person


def _facts(membership: Membership) -> dict[str, str]:
    """The unit by its code, so that its name is shown in the reader's language."""
    return {"role": membership.role, "unit": membership.unit_code}
