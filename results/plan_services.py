"""A unit's plan for the next level: draft it from lost points, and keep its tasks [S6]."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from communes.models import Registration
from communes.services.locks import lock_registration
from documents.numbers import points_text
from kernel.refusals import refuse_if
from notifications.services import close_messages
from results.gaps import LostPoints
from results.models import PlanTask
from results.notices import PLAN_TASK_REMINDER, plan_task_path
from results.plan_policies import plan_draft_problems, plan_problems, plan_task_done_problems, plan_task_problems
from results.plan_tasks import proposed_day
from scoring.models import SelfScore


@transaction.atomic
def draft_plan(*, registration: Registration, lines: Sequence[LostPoints], by: User, now: datetime) -> list[PlanTask]:
    """Draft a task for each of these criteria; the unit then names who does it and by which day.

    Raises:
        Refused: the plan has tasks already, no points were lost, or the following year's result is public.
    """
    registration = lock_registration(registration)
    refuse_if(plan_draft_problems(registration, lines=len(lines)))
    scores = SelfScore.objects.filter(assessment__registration=registration).select_related("criterion")
    by_code = {score.criterion.code: score.criterion for score in scores}
    drafts = [
        PlanTask(
            registration=registration,
            criterion=by_code[line.code],
            text=_drafted(line),
            due_on=proposed_day(registration, now=now),
            made_at=now,
            made_by=by,
        )
        for line in lines
    ]
    PlanTask.objects.bulk_create(drafts)
    record("results.draft_plan", by=by, now=now, on=registration, tasks=len(drafts))
    return drafts


def _drafted(line: LostPoints) -> str:
    """The text of a drafted task, in Vietnamese as the plan's paper is."""
    return f"Thực hiện để đạt điểm tối đa nội dung này (thêm {points_text(line.lost, places=2)} điểm)"


@transaction.atomic
def save_plan_task(
    *,
    registration: Registration,
    task: PlanTask | None,
    text: str,
    responsible: User | None,
    due_on: date,
    by: User,
    now: datetime,
) -> PlanTask:
    """Add a task (`task` None), or change its text, person and day.

    Raises:
        Refused: it has no text, nobody of the unit is responsible, its day does not fit, or the plan is closed.
    """
    registration = lock_registration(registration)
    refuse_if(plan_task_problems(registration, task=task, text=text, responsible=responsible, due_on=due_on, now=now))
    task = task or PlanTask(registration=registration, made_at=now, made_by=by)
    task.text, task.responsible, task.due_on = text.strip(), responsible, due_on
    task.full_clean(exclude=["registration"])
    task.save()
    facts = {"task": task.text, "person": str(responsible), "day": f"{due_on:%d/%m/%Y}"}
    record("results.save_plan_task", by=by, now=now, on=registration, **facts)
    return task


@transaction.atomic
def mark_plan_task(*, task: PlanTask, done: bool, by: User, now: datetime) -> PlanTask:
    """Mark a task as done, or as open again.

    Raises:
        Refused: it is so already, or the plan is closed.
    """
    registration = lock_registration(task.registration)
    task = PlanTask.objects.select_related("registration__commune", "registration__cycle").get(pk=task.pk)
    refuse_if(plan_task_done_problems(registration, task, done=done))
    task.done_at, task.done_by = (now, by) if done else (None, None)
    task.save(update_fields=["done_at", "done_by"])
    verb = "results.plan_task_done" if done else "results.plan_task_reopened"
    record(verb, by=by, now=now, on=registration, task=task.text)
    if done:
        close_messages(PLAN_TASK_REMINDER, path=plan_task_path(task), now=now)
    return task


@transaction.atomic
def remove_plan_task(*, task: PlanTask, by: User, now: datetime) -> None:
    """Remove a task from the plan; the trail keeps its text.

    Raises:
        Refused: the plan is closed.
    """
    registration = lock_registration(task.registration)
    refuse_if(plan_problems(registration))
    record("results.remove_plan_task", by=by, now=now, on=registration, task=task.text)
    close_messages(PLAN_TASK_REMINDER, path=plan_task_path(task), now=now)
    task.delete()
