"""Queries of a unit's plan for the next level: its tasks, and who may be responsible [S6]."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from accounts.models import User
from accounts.queries import people_of_units, units_of
from communes.deadlines import DeadlineFacts, due
from communes.models import Registration
from kernel.deadlines import lies_ahead
from results.models import Outcome, PlanTask


def plan_tasks_visible_to(user) -> QuerySet[PlanTask]:
    """The tasks of the person's own communes."""
    rows = PlanTask.objects.select_related("registration__commune", "registration__cycle", "criterion", "responsible")
    return rows.filter(registration__commune__code__in=units_of(user))


def tasks_of(registration: Registration) -> list[PlanTask]:
    """The tasks of the unit's plan, the earliest first."""
    return list(registration.plan_tasks.select_related("criterion", "responsible").order_by("due_on", "pk"))


def people_of(registration: Registration) -> list[User]:
    """The people who may be responsible for a task."""
    return people_of_units([registration.commune.code]).get(registration.commune.code, [])


def proposed_day(registration: Registration, *, now: datetime) -> date:
    """The day proposed for a drafted task: a month before the next year's dossier is due, or the year's last [R2]."""
    year = registration.cycle.year + 1
    day = date(year, 10, 31)
    return day if lies_ahead(day, now=now) else date(year, 12, 31)


def is_plan_over(registration: Registration) -> bool:
    """True once the result of the year in which the plan is carried out is public."""
    following = Outcome.objects.filter(
        registration__commune=registration.commune_id,
        registration__cycle__year=registration.cycle.year + 1,
        state=Outcome.State.PUBLISHED,
    )
    return following.exists()


def task_due(task: PlanTask, *, now: datetime) -> DeadlineFacts:
    """A task's deadline: its day is included."""
    return due(task.due_on + timedelta(days=1), now=now)


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """How many tasks of a plan are done, of how many."""

    done: int
    whole: int
    late: int


def progress_of(tasks: list[PlanTask], *, now: datetime) -> PlanProgress:
    """Count what is done, and what is past its day."""
    still = [task for task in tasks if task.done_at is None]
    late = sum(task_due(task, now=now).is_over for task in still)
    return PlanProgress(len(tasks) - len(still), len(tasks), late)
