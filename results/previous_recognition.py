"""A unit's recognition of the year before and its plan, for the page on which it registers [S6]."""

from django.urls import reverse

from communes.models import Registration
from communes.previous_recognition import CarriedPlan, PlannedTask, PreviousRecognition
from results.models import PlanTask, Recognition
from results.queries import published_outcomes
from scoring.core import points_to_next_level


def recognised_before(registration: Registration) -> PreviousRecognition | None:
    """The published recognition of the year before, unless it was revoked [S5, S6]."""
    outcome = (
        published_outcomes()
        .filter(
            registration__commune=registration.commune_id,
            registration__cycle__year=registration.cycle.year - 1,
            recognition__state=Recognition.State.ISSUED,
        )
        .first()
    )
    if outcome is None:
        return None
    missing = points_to_next_level(outcome.appraised_total)
    year = outcome.registration.cycle.year
    return PreviousRecognition(year, outcome.level, outcome.appraised_total, missing and missing[1])


def plan_before(registration: Registration) -> CarriedPlan | None:
    """The plan made after the result of the year before; None where it has no task. One query."""
    rows = PlanTask.objects.filter(
        registration__commune=registration.commune_id, registration__cycle__year=registration.cycle.year - 1
    )
    tasks = list(rows.select_related("criterion", "responsible").order_by("due_on", "pk"))
    if not tasks:
        return None
    year, code = registration.cycle.year - 1, registration.commune.code
    return CarriedPlan(
        url=reverse("results:gaps", args=[year, code]) + "#plan",
        paper=reverse("papers:paper", args=["results.plan", f"{year}-{code}"]),
        tasks=tuple(_planned(task) for task in tasks),
    )


def _planned(task: PlanTask) -> PlannedTask:
    text = f"{task.criterion.code} {task.text}" if task.criterion else task.text
    return PlannedTask(text, str(task.responsible or ""), task.due_on, task.done_at is not None)
