"""Reads of messages."""

from django.db.models import QuerySet

from notifications.models import Message


def messages_of(person) -> QuerySet[Message]:
    """A person's own messages, the newest first."""
    return Message.objects.filter(person=person)


def unread_count(person) -> int:
    """How many messages this person has not opened."""
    return Message.objects.filter(person=person, read_at=None).count()
