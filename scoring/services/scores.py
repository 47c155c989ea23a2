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
    assessment = _locked(score.assessment_id)
    score = SelfScore.objects.select_related("criterion", "changed_by").get(pk=score.pk)
    score.assessment = assessment
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
    refresh_totals(assessment)
    facts = {"leaf": score.criterion.code, "before": _text(kept), "after": _text(points)}
    record("scoring.enter_score", by=by, on=assessment, **facts)
    return score


def _locked(pk: int) -> SelfAssessment:
    rows = SelfAssessment.objects.select_for_update(of=("self",))
    rows = rows.select_related("registration__commune", "registration__cycle", "rubric")
    return rows.prefetch_related("registration__extensions").get(pk=pk)


def _conflict(score: SelfScore, seen_version: int) -> list[Problem]:
    """Two editors at once: the second learns who changed what; nothing is silently overwritten."""
    if score.version == seen_version:
        return []
    params = {"who": str(score.changed_by), "when": score.changed_at, "points": score.points}
    return [Problem("changed_meanwhile", where=score.criterion.code, params=params)]


def refresh_totals(assessment: SelfAssessment) -> None:
    """Rewrite an assessment's totals from its scores, by the heart, in Decimal [S1]; the caller holds its lock."""
    points = dict(assessment.scores.order_by().values_list("criterion__code", "points"))
    table = table_of(assessment.rubric)
    assessment.total = total_of(table, points)
    assessment.group_totals = {code: f"{total:.2f}" for code, total in group_totals(table, points).items()}
    assessment.scored_count = sum(value is not None for value in points.values())
    assessment.save(update_fields=["total", "group_totals", "scored_count"])


def _text(points: Decimal | None) -> str:
    return "–" if points is None else f"{points:.2f}".replace(".", ",")
