"""Forgotten passwords."""

from datetime import datetime
from uuid import uuid4

from accounts.limits import reset_mail_use
from accounts.models import SignInEvent, User
from accounts.services.sign_ins import note_sign_in
from accounts.services.throttles import spend
from notifications.models import Mailing
from notifications.services import post


def post_reset_link(*, address: str, now: datetime) -> Mailing | None:
    """Mail the person with this address the link to set a new password.

    None where nobody may sign in with it, or where many were sent already and those in the mailbox are still valid.
    """
    person = User.objects.filter(email__iexact=address, is_active=True).first()
    if person is None or spend([reset_mail_use(address)], now=now):
        return None
    note_sign_in(SignInEvent.Kind.RESET_ASKED, person=person, now=now)
    return post(kind=Mailing.Kind.RESET, key=f"reset:{person.pk}:{uuid4().hex}", person=person, now=now)
