"""The reminders of this app: to people responsible for a task of their unit's plan [S6]."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from communes.deadlines import day_words
from notifications.due import Due
from results.models import PlanTask
from results.notices import PLAN_TASK_REMINDER, plan_task_path
from results.plan_tasks import task_due


def late_plan_tasks(now: datetime) -> Iterator[Due]:
    """The open tasks that have a person, each with its own day."""
    rows = PlanTask.objects.filter(done_at=None, responsible__is_active=True).order_by("pk")
    for task in rows.select_related("registration__commune", "registration__cycle", "responsible"):
        time = task_due(task, now=now)
        if time.is_over:
            continue
        registration = task.registration
        yield Due(
            kind=PLAN_TASK_REMINDER,
            place=f"{registration.cycle.year}:{registration.commune.code}:{task.pk}",
            before=time.before,
            days_left=time.days_left,
            people=[task.responsible],
            path=plan_task_path(task),
            steps=settings.REMIND_COMMUNES_DAYS,
            facts={"task": task.text, "commune": registration.commune, **day_words(time.before)},
        )
