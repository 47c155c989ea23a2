"""One mail each morning with everything new, for people who chose it."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from kernel.deadlines import CITY_ZONE, day_began
from notifications.models import Mailing
from notifications.queries import for_next_digest

DIGEST_HOUR = 7


def make_digests(*, now: datetime) -> int:
    """Create this morning's digests of messages from before 07:00 city time; returns how many.

    Does nothing before 07:00.

    One per person and day: the key refuses a second one, so this may run at any time, also twice at once.
    """
    morning = day_began(now) + timedelta(hours=DIGEST_HOUR)
    if now < morning:
        return 0
    people = for_next_digest(until=morning).order_by("person").values_list("person", flat=True).distinct()
    return sum(_make_digest(person_id, morning, now) for person_id in list(people))


def _make_digest(person_id: int, morning: datetime, now: datetime) -> bool:
    key = f"digest:{person_id}:{morning.astimezone(CITY_ZONE):%Y-%m-%d}"
    try:
        with transaction.atomic():
            mailing = Mailing.objects.create(
                person_id=person_id, kind=Mailing.Kind.DIGEST, key=key, created_at=now, due_at=now
            )
            waiting = for_next_digest(until=morning).filter(person=person_id).values_list("pk", flat=True)
            return _take(list(waiting), mailing)
    except IntegrityError:
        return False


def _take(messages: list[int], mailing: Mailing) -> bool:
    """Assign the messages to this digest; without messages it is not created."""
    taken = mailing.messages.model.objects.filter(pk__in=messages, mailing=None).update(mailing=mailing)
    if not taken:
        mailing.delete()
    return bool(taken)
