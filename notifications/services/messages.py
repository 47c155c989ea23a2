"""Create messages, and mark them as read."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from notifications import tasks
from notifications.models import Mailing, Message, Preference
from notifications.queries import mail_preferences
from notifications.wording import in_every_language, is_urgent


def notify(*, kind: str, people: Iterable[Any], path: str, now: datetime, **facts: Any) -> list[Message]:
    """Create a message for each of `people`, in the caller's transaction; mail follows by each person's preference.

    `kind` (`app.event`) chooses the sentence, `facts` fill it (plain values, or objects and lazy texts
    that differ by language), `path` is the link in the portal.
    """
    persons = {person.pk: person for person in people}
    if not persons:
        return []
    preference, urgent, facts = mail_preferences(persons), is_urgent(kind), in_every_language(facts)
    messages = Message.objects.bulk_create(
        Message(
            person=person,
            kind=kind,
            facts=facts,
            path=path,
            sent_at=now,
            for_digest=preference.get(person.pk) == Preference.Mail.DIGEST and not urgent,
        )
        for person in persons.values()
    )
    silent = Preference.Mail.NONE
    _mail_at_once([each for each in messages if not each.for_digest and preference.get(each.person_id) != silent], now)
    return messages


def _mail_at_once(messages: list[Message], now: datetime) -> None:
    mailings = Mailing.objects.bulk_create(
        Mailing(
            person=message.person,
            kind=Mailing.Kind.SINGLE,
            key=f"message:{message.pk}",
            address=message.person.email,
            created_at=now,
            due_at=now,
        )
        for message in messages
    )
    for message, mailing in zip(messages, mailings, strict=True):
        message.mailing = mailing
    Message.objects.bulk_update(messages, ["mailing"])
    for mailing in mailings:
        tasks.deliver_mailing.enqueue(mailing.pk)


def mark_read(*, message: Message, now: datetime) -> Message:
    """The person has opened the message; opening it again changes nothing."""
    if message.read_at is None:
        message.read_at = now
        message.save(update_fields=["read_at"])
    return message


def mark_all_read(*, person: Any, now: datetime) -> int:
    """Mark all unread messages of this person as read; returns how many."""
    return Message.objects.filter(person=person, read_at=None).update(read_at=now)


def close_messages(*kinds: str, path: str, now: datetime) -> None:
    """Mark these messages about this page as read for everybody, because the task is done."""
    Message.objects.filter(kind__in=kinds, path=path, read_at=None).update(read_at=now)
