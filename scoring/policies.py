"""When points may be entered, and what a table still lacks: every reason, each with its clause."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from communes.models import Extension, Registration
from communes.queries import effective_before
from kernel.deadlines import deadline, last_day
from kernel.problems import Problem
from scoring.models import Criterion, Rubric, SelfAssessment


def scoring_problems(assessment: SelfAssessment, *, now: datetime) -> Iterator[Problem]:
    """Why this commune cannot score now: not registered [R4], dossier sent, or too late [R2] with the way out."""
    registration = assessment.registration
    if registration.state != Registration.State.ACCEPTED:
        yield Problem("not_registered", where="registration", clause="R4")
        return
    if assessment.state != SelfAssessment.State.OPEN:
        yield Problem("dossier_sent_already", where="state", clause="R2")
        return
    before = effective_before(registration, Extension.Step.SUBMISSION)
    if now >= deadline(before):
        params = {"before": f"{before:%d/%m/%Y}", "last": f"{last_day(before):%d/%m/%Y}"}
        yield Problem("submission_too_late", where="deadline", clause="R2", params=params)


def points_problems(
    points: Decimal | None, *, max_points: Decimal, step: Decimal, kept: Decimal | None, where: str
) -> Iterator[Problem]:
    """Why these points cannot stand on a leaf: outside 0..max, or off the step [S1, S2]. None takes them back."""
    if points is None or (0 <= points <= max_points and not points % step):
        return
    params = {"max": max_points, "step": step, "kept": kept}
    yield Problem("points_outside" if kept is None else "points_outside_kept", where=where, clause="S1", params=params)


def completeness_problems(assessment: SelfAssessment) -> Iterator[Problem]:
    """Every leaf without points, and every leaf with points but without a word of explanation [R2, S8]."""
    rows = assessment.scores.order_by("criterion__sort_key").values_list("criterion__code", "points", "explanation")
    for code, points, explanation in rows:
        if points is None:
            yield Problem("leaf_without_points", where=code, clause="R2")
        elif points > 0 and not explanation.strip():
            yield Problem("leaf_without_explanation", where=code, clause="S8")


def opening_warnings(rubric: Rubric, dates: dict[str, date]) -> Iterator[Problem]:
    """What to weigh before a year is opened: figures the scan lost, and last accepted days that are no working days.

    `dates` are the three "before this day" dates by the cycle's field [R1-R3].
    """
    assumed = rubric.criteria.filter(is_leaf=True, provenance=Criterion.Provenance.ASSUMED).count()
    if assumed:
        yield Problem("figures_assumed", where="rubric", clause="S7", params={"count": assumed})
    for field, before in dates.items():
        last = last_day(before)
        if last.weekday() >= 5:
            yield Problem(f"weekend_{field}", where=field, clause="R1-R3", params={"last": f"{last:%d/%m/%Y}"})
