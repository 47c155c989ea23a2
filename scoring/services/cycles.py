"""Open an assessment year, and close one that was opened by mistake."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from communes.cycle_carryover import apply_carry_overs, undo_carry_overs
from communes.models import DAYS_OF_THE_DECREE, FIRST_YEAR, Commune, Cycle, Registration
from communes.policies import DaysDecision, day_problems
from communes.services.locks import lock_cycle
from kernel.problems import Problem, required
from kernel.refusals import refuse_if
from scoring.cycle_closing import MADE, cycle_closing_problems
from scoring.models import Rubric, RubricInForce, SelfAssessment, SelfScore

_BATCH = 2000


@transaction.atomic
def open_cycle(
    *,
    year: int,
    rubric_code: str,
    by: User | None,
    now: datetime,
    register_before: date | None = None,
    submit_before: date | None = None,
    report_before: date | None = None,
    days_decision_number: str = "",
    days_decision_date: date | None = None,
    carry: Collection[str] = (),
) -> Cycle:
    """Open the year: its calendar [R1-R3], its table [S7], and for each commune a draft entry and its scores.

    Dates not given are the decree's own: 15/02, 01/12 and 31/12, each meaning before that day; other dates need the
    decision that sets them. `carry` names what is taken over from the latest year before (`communes.cycle_carryover`).

    Raises:
        Refused: the year is before 2026 or already open; its dates decrease, leave the year or lack their decision;
            or the table is not published.
    """
    given = {"register_before": register_before, "submit_before": submit_before, "report_before": report_before}
    days = {field: given[field] or date(year, *day) for field, day in DAYS_OF_THE_DECREE.items()}
    decision = DaysDecision(days_decision_number.strip(), days_decision_date)
    rubric = Rubric.objects.filter(code=rubric_code).first()
    before = Cycle.objects.filter(year__lt=year).order_by("-year").first()
    refuse_if([*_opening_problems(year, rubric, rubric_code), *day_problems(year, days, decision, now=now)])
    cycle = Cycle(year=year, **days, opened_at=now, opened_by=by)
    if decision.number:
        cycle.days_decision_number, cycle.days_decision_date = decision.number, decision.dated
    cycle.full_clean()
    cycle.save()
    rubric = required(rubric)
    RubricInForce.objects.create(cycle=cycle, rubric=rubric)
    _lay_out(cycle, rubric)
    record("scoring.open_cycle", by=by, now=now, on=cycle, rubric=rubric.code)
    apply_carry_overs(carry, before=before, cycle=cycle, by=by, now=now)
    return cycle


@transaction.atomic
def close_cycle(*, cycle: Cycle, reason: str, by: User, now: datetime) -> None:
    """Close a year that was opened by mistake: delete the rows that opening it created; the table's trail says so.

    What was taken over from the year before is deleted too.

    Raises:
        Refused: no reason is given, or somebody has entered something in it.
    """
    cycle = lock_cycle(cycle.pk)
    rubric = RubricInForce.objects.select_related("rubric").get(cycle=cycle).rubric
    undo_carry_overs(cycle)
    refuse_if(cycle_closing_problems(cycle, reason=reason))
    facts = {"year": str(cycle.year), "reason": reason.strip()}
    record("scoring.close_cycle", by=by, now=now, on=rubric, label=str(cycle), **facts)
    for model, path in MADE:
        model._base_manager.filter(**{path: cycle.pk}).delete()


def _opening_problems(year: int, rubric: Rubric | None, rubric_code: str) -> Iterator[Problem]:
    if year < FIRST_YEAR:
        yield Problem("cycle_before_2026", where="year", clause="Đ2", params={"first": FIRST_YEAR})
    elif Cycle.objects.filter(year=year).exists():
        yield Problem("cycle_already_open", where="year", clause="R4", params={"year": year})
    if rubric is None or rubric.state != Rubric.State.PUBLISHED:
        yield Problem("rubric_not_published", where="rubric", clause="S7", params={"code": rubric_code})
    elif rubric.applies_from_year > year:
        params = {"code": rubric_code, "year": rubric.applies_from_year}
        yield Problem("rubric_applies_later", where="rubric", clause="S7", params=params)


def _lay_out(cycle: Cycle, rubric: Rubric) -> None:
    """Create one registration per commune, its self-assessment, and a score row per criterion."""
    communes = Commune.objects.order_by("code")
    registrations = Registration.objects.bulk_create(
        (Registration(cycle=cycle, commune=commune) for commune in communes), batch_size=_BATCH
    )
    assessments = SelfAssessment.objects.bulk_create(
        (SelfAssessment(registration=registration, rubric=rubric) for registration in registrations),
        batch_size=_BATCH,
    )
    criteria = list(rubric.criteria.filter(is_leaf=True).order_by("sort_key"))
    scores = (
        SelfScore(assessment=assessment, criterion=criterion, max_points=criterion.max_points)
        for assessment in assessments
        for criterion in criteria
    )
    SelfScore.objects.bulk_create(scores, batch_size=_BATCH)
