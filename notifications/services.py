"""Telling people what waits for them."""

from collections.abc import Iterable
from datetime import datetime

from notifications import tasks
from notifications.mail import send
from notifications.models import Message


def notify(*, kind: str, people: Iterable, path: str, now: datetime, **facts) -> list[Message]:
    """Leave a message with each of `people`, in the caller's transaction; the worker mails it.

    `kind` (`app.event`) chooses the words, `facts` are JSON-ready and fill them, `path` is where to go in the portal.
    """
    messages = [
        Message.objects.create(person=person, kind=kind, facts=facts, path=path, sent_at=now)
        for person in {person.pk: person for person in people}.values()
    ]
    for message in messages:
        tasks.mail_message.enqueue(message.pk)
    return messages


def mail_message(*, message_id: int, now: datetime) -> None:
    """Mail one message, once; one that was read meanwhile or whose person left is not mailed."""
    found = Message.objects.filter(pk=message_id, mailed_at=None, read_at=None, person__is_active=True)
    message = found.select_related("person").first()
    if message is None:
        return
    send("notifications/mail/message.txt", to=message.person, path=message.path, message=message)
    Message.objects.filter(pk=message.pk).update(mailed_at=now)


def mark_read(*, message: Message, now: datetime) -> Message:
    """The person has opened the message; opening it again changes nothing."""
    if message.read_at is None:
        message.read_at = now
        message.save(update_fields=["read_at"])
    return message


def mark_all_read(*, person, now: datetime) -> int:
    """Everything this person has not opened counts as read; how many that were."""
    return Message.objects.filter(person=person, read_at=None).update(read_at=now)
