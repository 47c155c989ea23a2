"""Why a unit's plan, or the evidence that it shows, cannot be changed [S6]."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from accounts.models import User
from communes.models import Registration
from evidence.models import EvidenceItem
from kernel.deadlines import day_began
from kernel.problems import Problem
from results.models import PlanTask
from results.plan_tasks import is_plan_over, people_of
from results.shared_evidence import items_to_share


def plan_problems(registration: Registration) -> Iterator[Problem]:
    """The plan is closed: the result of the year in which it was carried out is public."""
    if is_plan_over(registration):
        yield Problem("plan_over", clause="S6", params={"year": registration.cycle.year + 1})


def plan_draft_problems(registration: Registration, *, lines: int) -> Iterator[Problem]:
    """Why no plan can be drafted: it has tasks already, or no points were lost."""
    yield from plan_problems(registration)
    if registration.plan_tasks.exists():
        yield Problem("plan_drafted_already", clause="S6")
    elif not lines:
        yield Problem("plan_nothing_lost", clause="S6")


def plan_task_problems(
    registration: Registration,
    *,
    task: PlanTask | None,
    text: str,
    responsible: User | None,
    due_on: date,
    now: datetime,
) -> Iterator[Problem]:
    """Why a task cannot be kept so: no text, nobody responsible, another unit's person, a day outside the plan."""
    yield from plan_problems(registration)
    if not text.strip():
        yield Problem("plan_task_without_text", where="text", clause="S6")
    if responsible is None or responsible not in people_of(registration):
        yield Problem("plan_task_without_person", where="responsible", clause="S6")
    last = date(registration.cycle.year + 1, 12, 31)
    if due_on > last:
        yield Problem("plan_task_too_late", where="due_on", clause="S6", params={"last": f"{last:%d/%m/%Y}"})
    elif due_on < day_began(now).date() and (task is None or task.due_on != due_on):
        yield Problem("plan_task_day_past", where="due_on", clause="S6")


def plan_task_done_problems(registration: Registration, task: PlanTask, *, done: bool) -> Iterator[Problem]:
    """Why a task cannot be marked done, or open again: it is so already."""
    yield from plan_problems(registration)
    if (task.done_at is not None) == done:
        yield Problem("plan_task_is_so", clause="S6")


def sharing_problems(registration: Registration, items: Collection[EvidenceItem]) -> Iterator[Problem]:
    """Why this evidence cannot be shown to other units: it did not earn full points, or its file may not be opened."""
    offered = {item.pk for item in items_to_share(registration)}
    for item in items:
        if item.pk not in offered:
            yield Problem("evidence_not_to_share", params={"file": item.file.name}, clause="S8")
