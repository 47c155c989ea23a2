"""Forms that are sent twice: a second click on a slow connection gets the response to the first (decision 0031)."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from accounts.models import SentForm, User

# A form whose handling has not ended after this time was interrupted with its process.
BROKEN_OFF = timedelta(minutes=2)
KEPT = timedelta(days=1)
# A script's form stays on its page, and may be meant to be sent again: only an immediate repeat is a duplicate.
JUST_NOW = timedelta(minutes=2)


def claim_form(*, person: User, key: str, digest: str, now: datetime) -> tuple[SentForm, bool]:
    """The row of this form with this content, and whether the caller must handle it.

    Of two at once one inserts the row; the other finds it, and is told to wait for its response. What a script sent
    before a different form is forgotten: do, undo and do again are three actions.
    """
    same, older = Q(key=key, digest=digest), Q(claimed_at__lt=now - JUST_NOW)
    past = Q(claimed_at__lt=now - KEPT) | Q(answer__isnull=False) & (~same | older)
    SentForm.objects.filter(past, person=person).delete()
    sent, is_first = SentForm.objects.get_or_create(person=person, key=key, digest=digest, defaults={"claimed_at": now})
    if is_first or sent.is_handled:
        return sent, is_first
    stale = SentForm.objects.filter(pk=sent.pk, location="", answer=None, claimed_at__lt=now - BROKEN_OFF)
    return sent, bool(stale.update(claimed_at=now))


def store_answer(sent: SentForm, *, location: str, messages: list[list[Any]]) -> None:
    """Store where the form redirected and its messages, for a repeat."""
    SentForm.objects.filter(pk=sent.pk).update(location=location, messages=messages)


def store_script_answer(sent: SentForm, *, answer: dict[str, Any]) -> None:
    """Store the response to a script, for a repeat."""
    SentForm.objects.filter(pk=sent.pk).update(answer=answer)


def release_form(sent: SentForm) -> None:
    """Nothing was done: the same form may be sent again."""
    SentForm.objects.filter(pk=sent.pk).delete()
