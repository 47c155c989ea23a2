"""Passwords that people have forgotten."""

from datetime import datetime
from uuid import uuid4

from accounts.models import User
from notifications.models import Mailing
from notifications.services import post


def post_reset_link(*, address: str, now: datetime) -> Mailing | None:
    """Mail the person of this address the link to set a new password; None where nobody may sign in with it."""
    person = User.objects.filter(email__iexact=address, is_active=True).first()
    if person is None:
        return None
    return post(kind=Mailing.Kind.RESET, key=f"reset:{person.pk}:{uuid4().hex}", person=person, now=now)
