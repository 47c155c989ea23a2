"""Queries of messages, preferences and mails."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kernel.hooks import SingleHook
from notifications.models import Mailing, Message, Preference

_STUCK = Q(state=Mailing.State.FAILED) | Q(state=Mailing.State.WAITING, attempts__gt=0)


# Filters for messages that a person may no longer read; registered by the app that knows permissions.
hidden_messages = SingleHook[Callable[[Any], Q | None]]()


def readable_by(person, messages: QuerySet[Message]) -> QuerySet[Message]:
    """The messages of a person that they may still read."""
    hidden = hidden_messages.get()(person)
    if hidden is None:
        return messages
    # By key: where a message lacks the fact, a negated condition would be NULL instead of true.
    return messages.exclude(pk__in=Message.objects.filter(hidden, person=person).order_by().values("pk"))


def messages_of(person) -> QuerySet[Message]:
    """A person's own messages, the newest first; without those that the person may no longer see."""
    return readable_by(person, Message.objects.filter(person=person))


def unread_count(person) -> int:
    """The number of unread messages of this person."""
    return messages_of(person).filter(read_at=None).count()


def mail_facts(person) -> tuple[int, str]:
    """For the frame of every page, in one query: the number of unread messages, and the mail address that cannot be
    reached ("" where the last mail arrived)."""
    unread = readable_by(person, Message.objects.filter(person=OuterRef("pk"), read_at=None))
    by_person = unread.order_by().values("person")
    settled = Mailing.objects.filter(person=OuterRef("pk"), state__in=[Mailing.State.SENT, Mailing.State.FAILED])
    last = settled.order_by(F("settled_at").desc(), "-pk")
    people = get_user_model().objects.filter(pk=person.pk).order_by()
    facts = people.values_list(
        Coalesce(Subquery(by_person.annotate(count=Count("pk")).values("count")), 0),
        Subquery(last.values("state")[:1]),
        Subquery(last.values("address")[:1]),
    ).first()
    count, state, address = facts or (0, "", "")
    return count, address if state == Mailing.State.FAILED else ""


def messaged_paths(*kinds: str, since: datetime) -> set[tuple[str, str]]:
    """The links of messages of these kinds since then, each with its kind."""
    messages = Message.objects.filter(kind__in=kinds, sent_at__gte=since).order_by()
    return set(messages.values_list("kind", "path"))


def messaged_people(kind: str, path: str, *, since: datetime) -> set[int]:
    """The people who got a message of this kind with this link since then."""
    messages = Message.objects.filter(kind=kind, path=path, sent_at__gte=since)
    return set(messages.order_by().values_list("person", flat=True))


def preference_of(person) -> Preference:
    """A person's preferences, or unsaved defaults."""
    return Preference.objects.filter(person=person).first() or Preference(person=person)


def mail_preferences(people: Iterable) -> dict[int, str]:
    """The mail preferences of people who changed the default; one query."""
    return dict(Preference.objects.filter(person__in=people).order_by().values_list("person", "mail"))


def language_of(person) -> str:
    """The language of messages to this person."""
    chosen = Preference.objects.filter(person=person).order_by().values_list("language", flat=True).first()
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def for_next_digest(*, until: datetime) -> QuerySet[Message]:
    """The unread messages for the morning digest, of people who still want mail."""
    waiting = Message.objects.filter(for_digest=True, mailing=None, read_at=None, sent_at__lt=until)
    return waiting.filter(person__is_active=True).exclude(person__mail_preference__mail=Preference.Mail.NONE)


_ARRIVED_SINCE = Exists(
    Mailing.objects.filter(
        person=OuterRef("person"), state=Mailing.State.SENT, settled_at__gt=OuterRef("due_at")
    ).order_by()
)


def failing_mailings() -> QuerySet[Mailing]:
    """Failed mails, and those that wait for another try; failed ones first, the newest on top."""
    mailings = Mailing.objects.filter(_STUCK).select_related("person")
    return mailings.annotate(has_arrived_since=_ARRIVED_SINCE).order_by("state", "-pk")


def is_stuck(mailing: Mailing) -> bool:
    """True where this mail has failed, or waits for another try."""
    waits = mailing.state == Mailing.State.WAITING and mailing.attempts > 0
    return waits or mailing.state == Mailing.State.FAILED


def unreached_count() -> int:
    """The number of active people who cannot be reached by mail: one has failed, and none has arrived since."""
    failed = Mailing.objects.filter(state=Mailing.State.FAILED, person__is_active=True).exclude(_ARRIVED_SINCE)
    return failed.order_by().values("person").distinct().count()


def mail_counts() -> dict[str, int]:
    """How many mails wait for the relay, and how many have failed."""
    open_states = [Mailing.State.WAITING, Mailing.State.FAILED]
    rows = Mailing.objects.filter(state__in=open_states).order_by().values_list("state").annotate(number=Count("pk"))
    return dict.fromkeys(map(str, open_states), 0) | dict(rows)
