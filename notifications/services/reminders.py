"""Remind people before each deadline, at most once per step."""

from datetime import datetime
from typing import Any

from django.db import transaction

from kernel.deadlines import day_began
from notifications.due import Due, step_of
from notifications.models import Reminder
from notifications.queries import messaged_people
from notifications.services.messages import notify


def remind(*, due: Due, now: datetime) -> int:
    """Remind the people of `due`, if a step is reached of which they were not told; returns how many.

    People whom the department reminded manually today are not told again; the step counts as done.
    Two runs at once: the unique constraint lets one of them write, and the other finds that everybody was notified.
    """
    days = step_of(due.days_left, due.steps)
    people = {person.pk: person for person in due.people} if days is not None else {}
    if not people:
        return 0
    step = {"kind": due.kind, "place": due.place, "before": due.before, "days": days}
    with transaction.atomic():
        reminded = set(Reminder.objects.filter(**step, person__in=people).values_list("person", flat=True))
        unreminded = [person for pk, person in people.items() if pk not in reminded]
        written = [person for person in unreminded if _write(person, step, now)]
        notified = messaged_people(due.kind, due.path, since=day_began(now)) if written else set()
        silent = [person for person in written if person.pk not in notified]
        return len(notify(kind=due.kind, people=silent, path=due.path, now=now, **due.facts))


def _write(person: Any, step: dict[str, object], now: datetime) -> bool:
    _row, created = Reminder.objects.get_or_create(person=person, **step, defaults={"sent_at": now})
    return created
