"""Whether a year that was opened by mistake can be closed: only while nobody has entered anything in it."""

from collections.abc import Iterator

from django.db.models import Model

from communes.models import Cycle, Registration
from kernel.problems import Problem
from scoring.models import RubricInForce, SelfAssessment, SelfScore

# The rows that opening a year creates: each model with its lookup of the year.
MADE: tuple[tuple[type[Model], str], ...] = (
    (SelfScore, "assessment__registration__cycle"),
    (SelfAssessment, "registration__cycle"),
    (RubricInForce, "cycle"),
    (Registration, "cycle"),
    (Cycle, "pk"),
)


def is_untouched(cycle: Cycle) -> bool:
    """True where no unit has started its registration or scored anything."""
    begun = Registration.objects.filter(cycle=cycle).exclude(
        state=Registration.State.DRAFT, aimed_level=None, plan=None
    )
    scored = SelfScore.objects.filter(assessment__registration__cycle=cycle, changed_at__isnull=False)
    return not begun.exists() and not scored.exists()


def cycle_closing_problems(cycle: Cycle, *, reason: str) -> Iterator[Problem]:
    """Why a year cannot be closed: no reason is given, a unit has begun, or something else was entered for it [R1]."""
    if not reason.strip():
        yield Problem("closing_without_reason", where="reason", clause="R1")
    if not is_untouched(cycle):
        yield Problem("cycle_begun", where="cycle", clause="R1", params={"year": cycle.year})
    for model in _entered(cycle):
        what = str(model._meta.verbose_name_plural)
        yield Problem("cycle_in_use", where="cycle", clause="R1", params={"year": cycle.year, "what": what})


def _entered(cycle: Cycle) -> Iterator[type[Model]]:
    """Every model with a row for the year, except the rows that opening it created."""
    made = [model for model, _ in MADE]
    for model, path in MADE:
        rows = model._base_manager.filter(**{path: cycle.pk})
        for relation in model._meta.related_objects:
            other = relation.related_model
            if other not in made and other._base_manager.filter(**{f"{relation.field.name}__in": rows}).exists():
                yield other
