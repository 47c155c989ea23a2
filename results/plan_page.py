"""The page of a unit's lost points and plan: tasks with their state, points of the running year, evidence of peers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.models import User
from communes.deadlines import DeadlineFacts
from communes.models import Registration
from papers.kinds import PaperLink, paper_link
from results.forms import PlanTaskForm
from results.gaps import Gaps, LostPoints
from results.models import PlanTask
from results.paper_kinds import PLAN
from results.plan_tasks import PlanProgress, is_plan_over, people_of, progress_of, task_due, tasks_of
from results.shared_evidence import examples_by_criterion
from scoring.models import SelfScore


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with its deadline, and the form to change it (None where the reader may not)."""

    task: PlanTask
    due: DeadlineFacts
    form: PlanTaskForm | None
    points_now: Decimal | None

    @property
    def is_late(self) -> bool:
        return self.task.done_at is None and self.due.is_over


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The plan as its unit's people see it; to others only its progress."""

    rows: list[TaskRow]
    progress: PlanProgress
    is_own: bool
    is_open: bool
    new_form: PlanTaskForm | None
    following: int
    paper: PaperLink | None


def plan_page(
    registration: Registration,
    *,
    is_own: bool,
    has_paper: bool,
    now: datetime,
    refused: Mapping[int, PlanTaskForm] | None = None,
) -> PlanPage:
    """The plan's part of the page; `refused` are forms to show again, by task (0: the new one)."""
    refused, tasks = refused or {}, tasks_of(registration)
    is_open = is_own and not is_plan_over(registration)
    people = people_of(registration) if is_open else []
    points = _points_now(registration) if is_own and tasks else {}
    rows = [
        TaskRow(
            task,
            task_due(task, now=now),
            (refused.get(task.pk) or _form_of(task, people)) if is_open else None,
            points.get(task.criterion.code) if task.criterion else None,
        )
        for task in tasks
    ]
    key = f"{registration.cycle.year}-{registration.commune.code}"
    return PlanPage(
        rows=rows if is_own else [],
        progress=progress_of(tasks, now=now),
        is_own=is_own,
        is_open=is_open,
        new_form=(refused.get(0) or PlanTaskForm(people=people, prefix="new")) if is_open else None,
        following=registration.cycle.year + 1,
        paper=paper_link(PLAN, key) if has_paper else None,
    )


def _form_of(task: PlanTask, people: list[User]) -> PlanTaskForm:
    initial = {"text": task.text, "responsible": task.responsible_id, "due_on": task.due_on}
    return PlanTaskForm(people=people, initial=initial, prefix=f"task-{task.pk}")


def _points_now(registration: Registration) -> dict[str, Decimal]:
    """The unit's own points of the following year so far, by the code of the criterion."""
    scores = SelfScore.objects.filter(
        assessment__registration__commune=registration.commune_id,
        assessment__registration__cycle__year=registration.cycle.year + 1,
        points__isnull=False,
    )
    rows = scores.order_by().values_list("criterion__code", "points")
    return {code: points for code, points in rows if points is not None}


@dataclass(frozen=True, slots=True)
class GapRow:
    """A criterion without full points, and how many pieces of evidence peers show for it."""

    one: LostPoints
    examples: int


def gap_rows(registration: Registration, gaps: Gaps) -> tuple[list[GapRow], list[GapRow]]:
    """The nearest criteria and all losses, each with the examples of other units; one query."""
    shown = examples_by_criterion(registration.cycle, without=registration)
    nearest, losses = ([GapRow(one, shown[one.code]) for one in rows] for rows in (gaps.nearest, gaps.losses))
    return nearest, losses
