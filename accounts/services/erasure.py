"""Erase a person's data; what the law keeps stays under their number (docs/privacy.md, decision 82)."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.db import transaction

from accounts.models import SignInEvent, SupportView, User
from accounts.policies import erasing_problems
from audit.services import record
from kernel.refusals import refuse_if
from notifications.models import Mailing, Message


@transaction.atomic
def erase_person(*, person: User, by: User | None, now: datetime) -> User:
    """Make a disabled account nobody's: name, address, sign-ins, messages and secrets go; the trail keeps the number.

    `by` None is the server's operator.

    Raises:
        Refused: the account is in use, has a role, or was erased before.
    """
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    refuse_if(erasing_problems(person))
    person.full_name, person.email = f"Người dùng {person.pk}", erased_address(person)
    person.calendar_digest, person.calendar_secret, person.invited_at, person.last_login = None, "", None, None
    person.set_unusable_password()
    person.times_signed_out += 1
    with disable_auditlog():
        person.save()
    Authenticator.objects.filter(user=person).delete()
    SocialAccount.objects.filter(user=person).delete()
    SignInEvent.objects.filter(person=person).delete()
    UserSession.objects.filter(user=person).delete()
    SupportView.objects.filter(person=person).delete()
    Message.objects.filter(person=person).delete()
    Mailing.objects.filter(person=person).delete()
    LogEntry.objects.get_for_object(person).delete()
    record("accounts.erase_person", by=by, now=now, on=person)
    return person


def erased_address(person: User) -> str:
    """An address that receives nothing (RFC 2606)."""
    return f"erased-{person.pk}@erased.invalid"
