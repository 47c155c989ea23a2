"""Reminding people before each deadline, each at most once a step."""

from datetime import datetime

from django.db import transaction

from notifications.due import Due, step_of
from notifications.models import Reminder
from notifications.services.telling import notify


def remind(*, due: Due, now: datetime) -> int:
    """Tell the people of `due` that its time runs out, if a step is reached of which they were not told; how many.

    Two at once: the unique constraint lets one of them write, and the other finds everybody told.
    """
    days = step_of(due.days_left, due.steps)
    people = {person.pk: person for person in due.people} if days is not None else {}
    if not people:
        return 0
    step = {"kind": due.kind, "place": due.place, "before": due.before, "days": days}
    with transaction.atomic():
        told = set(Reminder.objects.filter(**step, person__in=people).values_list("person", flat=True))
        fresh = [person for pk, person in people.items() if pk not in told]
        written = [person for person in fresh if _write(person, step, now)]
        if written and not due.told_today:
            notify(kind=due.kind, people=written, path=due.path, now=now, **due.facts)
    return 0 if due.told_today else len(written)


def _write(person, step: dict[str, object], now: datetime) -> bool:
    _row, created = Reminder.objects.get_or_create(person=person, **step, defaults={"sent_at": now})
    return created
