"""Entering a commune's points, leaf by leaf [S1, S2]."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from audit.services import record
from kernel.prepared import Prepared, from_columns, write_columns
from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring.core import group_totals, total_of
from scoring.models import SelfAssessment, SelfScore
from scoring.policies import points_problems, scoring_problems
from scoring.queries import criterion_rows
from scoring.services.rubrics import table_of

_COLUMNS = ("id", "criterion_id", "points", "max_points", "explanation", "version")
_scores_of = Prepared(
    lambda assessment: SelfScore.objects.filter(assessment=assessment).order_by().values_list(*_COLUMNS),
    assessment=987_654_321,
)


@transaction.atomic
def enter_score(
    *,
    assessment: SelfAssessment,
    leaf: str,
    points: Decimal | None,
    explanation: str,
    seen_version: int,
    by,
    now: datetime,
) -> SelfScore:
    """Record a commune's points and explanation for the leaf of that code [S1, S2]; `points` None takes them back.

    `seen_version` is the version the person had before their eyes. Sending the same again changes nothing.

    Raises:
        Refused: the commune is not registered, the dossier is sent or its time over [R2, R4]; the points leave
            0..max or the table's step [S1]; or somebody else changed the leaf meanwhile (`changed_meanwhile`).
        KeyError: the table has no such leaf.
    """
    assessment.lock_state()
    score, given = _under_lock(assessment, leaf)
    refuse_if(scoring_problems(assessment, now=now))
    if (score.points, score.explanation) == (points, explanation):
        return score
    refuse_if(_conflict(score, leaf, seen_version))
    kept = score.points
    refuse_if(points_problems(points, max_points=score.max_points, step=assessment.rubric.step, kept=kept, where=leaf))
    score.points, score.explanation = points, explanation
    score.version += 1
    score.changed_by, score.changed_at = by, now
    score.clean_fields(exclude=["assessment", "criterion", "changed_by"])
    write_columns(score, "points", "explanation", "version", "changed_by", "changed_at")
    refresh_totals(assessment, given | {leaf: points})
    record("scoring.enter_score", by=by, now=now, on=assessment, leaf=leaf, before=_text(kept), after=_text(points))
    return score


def _under_lock(assessment: SelfAssessment, leaf: str) -> tuple[SelfScore, dict[str, Decimal | None]]:
    """The score of one leaf, and the points of every leaf by its code; the assessment is locked."""
    codes = {row.pk: row.code for row in criterion_rows(assessment.rubric)}
    rows = {codes[row[1]]: row for row in _scores_of(assessment=assessment.pk)}
    score = from_columns(SelfScore, _COLUMNS, rows[leaf])
    score.assessment = assessment
    return score, {code: row[2] for code, row in rows.items()}


def _conflict(score: SelfScore, leaf: str, seen_version: int) -> list[Problem]:
    """Two editors at once: the second learns who changed what; nothing is silently overwritten."""
    if score.version == seen_version:
        return []
    params = {"who": str(score.changed_by or "–"), "when": score.changed_at, "points": score.points}
    return [Problem("changed_meanwhile", where=leaf, params=params)]


def refresh_totals(assessment: SelfAssessment, points: dict[str, Decimal | None]) -> None:
    """Rewrite an assessment's totals from the points of its leaves, by the heart, in Decimal [S1]; it is locked."""
    table = table_of(assessment.rubric)
    assessment.total = total_of(table, points)
    assessment.group_totals = {code: f"{total:.2f}" for code, total in group_totals(table, points).items()}
    assessment.scored_count = sum(value is not None for value in points.values())
    assessment.leaf_points = points
    write_columns(assessment, "total", "group_totals", "scored_count")


def _text(points: Decimal | None) -> str:
    return "–" if points is None else f"{points:.2f}".replace(".", ",")
