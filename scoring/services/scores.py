"""Entering a commune's points, leaf by leaf [S1, S2]."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from audit.services import record
from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring.core import group_totals, total_of
from scoring.models import SelfAssessment, SelfScore
from scoring.policies import points_problems, scoring_problems
from scoring.services.rubrics import table_of


@transaction.atomic
def enter_score(
    *, score: SelfScore, points: Decimal | None, explanation: str, seen_version: int, by, now: datetime
) -> SelfScore:
    """Record a commune's points and explanation for one leaf [S1, S2]; `points` None takes them back.

    `seen_version` is the version the person had before their eyes. Sending the same again changes nothing.

    Raises:
        Refused: the commune is not registered, the dossier is sent or its time over [R2, R4]; the points leave
            0..max or the table's step [S1]; or somebody else changed the leaf meanwhile (`changed_meanwhile`).
    """
    assessment = _locked(score)
    points_now = _points_under_lock(score)
    refuse_if(scoring_problems(assessment, now=now))
    if (score.points, score.explanation) == (points, explanation):
        return score
    refuse_if(_conflict(score, seen_version))
    kept = score.points
    limits = {"max_points": score.max_points, "step": assessment.rubric.step}
    refuse_if(points_problems(points, **limits, kept=kept, where=score.criterion.code))
    score.points, score.explanation = points, explanation
    score.version += 1
    score.changed_by, score.changed_at = by, now
    score.clean_fields(exclude=["assessment", "criterion", "changed_by"])
    score.save(update_fields=["points", "explanation", "version", "changed_by", "changed_at"])
    refresh_totals(assessment, points_now | {score.criterion.code: points})
    facts = {"leaf": score.criterion.code, "before": _text(kept), "after": _text(points)}
    record("scoring.enter_score", by=by, on=assessment, **facts)
    return score


def _locked(score: SelfScore) -> SelfAssessment:
    """Lock the assessment's own row and read it anew; registration and table are as they were, for they never move."""
    known = score.assessment
    score.assessment = SelfAssessment.objects.select_for_update().get(pk=known.pk)
    score.assessment.registration, score.assessment.rubric = known.registration, known.rubric
    return score.assessment


def _points_under_lock(score: SelfScore) -> dict[str, Decimal | None]:
    """The points of every leaf as they stand under the lock; `score` itself is read anew where it has moved on."""
    rows = score.assessment.scores.order_by().values_list("criterion__code", "points", "version")
    versions = {code: version for code, _, version in rows}
    if versions[score.criterion.code] != score.version:
        score.refresh_from_db(fields=["points", "explanation", "version", "changed_by", "changed_at"])
    return {code: points for code, points, _ in rows}


def _conflict(score: SelfScore, seen_version: int) -> list[Problem]:
    """Two editors at once: the second learns who changed what; nothing is silently overwritten."""
    if score.version == seen_version:
        return []
    params = {"who": str(score.changed_by or "–"), "when": score.changed_at, "points": score.points}
    return [Problem("changed_meanwhile", where=score.criterion.code, params=params)]


def refresh_totals(assessment: SelfAssessment, points: dict[str, Decimal | None]) -> None:
    """Rewrite an assessment's totals from the points of its leaves, by the heart, in Decimal [S1]; it is locked."""
    table = table_of(assessment.rubric)
    assessment.total = total_of(table, points)
    assessment.group_totals = {code: f"{total:.2f}" for code, total in group_totals(table, points).items()}
    assessment.scored_count = sum(value is not None for value in points.values())
    assessment.leaf_points = points
    assessment.save(update_fields=["total", "group_totals", "scored_count"])


def _text(points: Decimal | None) -> str:
    return "–" if points is None else f"{points:.2f}".replace(".", ",")
