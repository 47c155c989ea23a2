"""A wrong figure of the table in use, corrected by a decision of the city into the running year [S7, A18]."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Case, F, Q, Value, When

from audit.services import record
from communes.models import Cycle
from communes.services.locks import lock_cycle
from kernel.fields import PointsField
from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring import notices
from scoring.models import Criterion, Rubric, RubricInForce, SelfAssessment, SelfScore
from scoring.policies import correction_problems
from scoring.services.drafts import points_words
from scoring.services.scores import refresh_totals


@dataclass(frozen=True, slots=True)
class Move:
    """A leaf whose maximum is another in the corrected version."""

    code: str
    before: Decimal
    after: Decimal

    def __str__(self) -> str:
        return f"{self.code}: {points_words(self.before)} → {points_words(self.after)}"


@transaction.atomic
def correct_year(*, cycle: Cycle, rubric: Rubric, by, now: datetime) -> list[Move]:
    """Put a corrected version into the running year, before its self-assessments are due; every unit is told [S7].

    Points above a new maximum are taken back and kept beside as the former ones; other points of a changed leaf stand,
    but are marked to be scored again. A claim that a leaf does not apply has its new full points [S9].

    Raises:
        Refused: the version is not put into use by the city's decision, or comes from another table; its dossiers are
            due, or one has been sent; or it changes no figure.
    """
    cycle = lock_cycle(cycle.pk)
    in_force = RubricInForce.objects.select_for_update(of=("self",)).select_related("rubric").get(cycle=cycle)
    works = list(SelfAssessment.objects.select_for_update(no_key=True).filter(registration__cycle=cycle).order_by("pk"))
    old, moves = in_force.rubric, list(moves_between(in_force.rubric, rubric))
    sent = sum(work.state != SelfAssessment.State.OPEN for work in works)
    refuse_if(correction_problems(cycle, old, rubric, sent=sent, now=now))
    if not moves:
        refuse_if([Problem("correction_changes_nothing", where=rubric.code, clause="S7")])
    _move_scores(cycle, old, rubric)
    in_force.rubric = rubric
    in_force.save(update_fields=["rubric"])
    SelfAssessment.objects.filter(pk__in=[work.pk for work in works]).update(rubric=rubric)
    _refresh(works, rubric)
    summary = "; ".join(map(str, moves))
    record("scoring.correct_year", by=by, now=now, on=cycle, decision=rubric.decision.number, moves=summary)
    notices.table_corrected(cycle, rubric, moves=summary, now=now)
    return moves


def moves_between(old: Rubric, new: Rubric) -> Iterator[Move]:
    """The leaves whose maximum differs, in the table's order."""
    after = dict(new.criteria.filter(is_leaf=True).values_list("code", "max_points"))
    for code, before in old.criteria.filter(is_leaf=True).order_by("sort_key").values_list("code", "max_points"):
        if code in after and after[code] != before:
            yield Move(code, before, after[code])


def years_to_correct(rubric: Rubric, *, now: datetime) -> list[Cycle]:
    """The running years whose table this version corrects, while their dossiers are not due."""
    if rubric.state != Rubric.State.PUBLISHED:
        return []
    rows = RubricInForce.objects.exclude(rubric=rubric).select_related("cycle", "rubric").order_by("cycle__year")
    return [row.cycle for row in rows if not any(correction_problems(row.cycle, row.rubric, rubric, sent=0, now=now))]


def _move_scores(cycle: Cycle, old: Rubric, new: Rubric) -> None:
    """One statement a leaf; a changed leaf marks what was scored, and what no longer fits goes back to nothing."""
    leaves = {row.code: row for row in Criterion.objects.filter(rubric=new, is_leaf=True)}
    for row in Criterion.objects.filter(rubric=old, is_leaf=True):
        new_row = leaves[row.code]
        scores = SelfScore.objects.filter(assessment__registration__cycle=cycle, criterion=row)
        if row.max_points == new_row.max_points:
            scores.update(criterion=new_row)
            continue
        most = Value(new_row.max_points, output_field=PointsField())
        scored = Q(points__isnull=False, not_applicable=False)
        scores.update(
            criterion=new_row,
            max_points=new_row.max_points,
            former_points=Case(When(scored, then=F("points")), default=None),
            former_max=Case(When(scored, then=Value(row.max_points, output_field=PointsField())), default=None),
            points=Case(When(not_applicable=True, then=most), When(points__gt=most, then=None), default=F("points")),
            version=F("version") + 1,
        )


def _refresh(works: list[SelfAssessment], rubric: Rubric) -> None:
    codes = dict(Criterion.objects.filter(rubric=rubric, is_leaf=True).values_list("pk", "code"))
    scores: dict[int, list[tuple]] = {work.pk: [] for work in works}
    shown = ("assessment", "criterion", "points", "not_applicable")
    for work, criterion, points, excepted in SelfScore.objects.filter(assessment__in=scores).values_list(*shown):
        scores[work].append((codes[criterion], points, excepted))
    for work in works:
        work.rubric = rubric
        found = scores[work.pk]
        refresh_totals(work, {row[0]: row[1] for row in found}, {row[0] for row in found if row[2]})
