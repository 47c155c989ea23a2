"""Reads of messages."""

from datetime import datetime

from django.db.models import QuerySet

from notifications.models import Message


def messages_of(person) -> QuerySet[Message]:
    """A person's own messages, the newest first."""
    return Message.objects.filter(person=person)


def unread_count(person) -> int:
    """How many messages this person has not opened."""
    return Message.objects.filter(person=person, read_at=None).count()


def paths_told(kind: str, *, since: datetime) -> set[str]:
    """The addresses to which messages of this kind have led since then."""
    return set(Message.objects.filter(kind=kind, sent_at__gte=since).values_list("path", flat=True))
