"""Entering a commune's points, leaf by leaf [S1, S2]."""

from collections.abc import Collection, Iterator
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from audit.services import record
from kernel.prepared import Prepared, from_columns, write_columns
from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring.core import applied_totals, counted
from scoring.models import SelfAssessment, SelfScore
from scoring.policies import claim_problems, points_problems, scoring_problems
from scoring.queries import criterion_rows, policy_of
from scoring.services.locks import lock_assessment
from scoring.services.rubrics import table_of

_FORMER = ("former_max", "former_points")
_COLUMNS = ("criterion_id", "points", "not_applicable", "id", "max_points", "explanation", "version", *_FORMER)
_scores_of = Prepared(
    lambda assessment: SelfScore.objects.filter(assessment=assessment).order_by().values_list(*_COLUMNS),
    assessment=987_654_321,
)
_TOTALS = ("total", "group_totals", "scored_count", "excepted_count", "excepted_points", "version")
_WRITTEN = ("points", "explanation", "not_applicable", "version", "changed_by", "changed_at", *_FORMER)


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
    not_applicable: bool = False,
) -> SelfScore:
    """Record a commune's points and explanation for the leaf of that code [S1, S2]; `points` None takes them back.

    `not_applicable` claims that the leaf does not apply, the explanation being the reason [S9]: it stands with its
    full points until the team has judged. `seen_version` is the version the person had before their eyes. Sending the
    same again changes nothing.

    Raises:
        Refused: the commune is not registered, the dossier is sent or its time over [R2, R4]; the points leave
            0..max or the table's step [S1]; the table knows no exception for the leaf, or the claim gives no reason
            [S9]; or somebody else changed the leaf meanwhile (`changed_meanwhile`).
        KeyError: the table has no such leaf.
    """
    lock_assessment(assessment)
    score, given, excepted = _under_lock(assessment, leaf)
    points = score.max_points if not_applicable else points
    refuse_if(scoring_problems(assessment, now=now))
    unchanged = (score.points, score.explanation, score.not_applicable) == (points, explanation, not_applicable)
    if unchanged and not score.is_to_rescore:
        return score
    refuse_if(_conflict(score, leaf, seen_version))
    refuse_if(_value_problems(score, leaf, points, explanation, not_applicable))
    _write(score, points, explanation, not_applicable, leaf=leaf, by=by, now=now)
    refresh_totals(assessment, given | {leaf: points}, excepted | {leaf} if not_applicable else excepted - {leaf})
    return score


def _write(score: SelfScore, points, explanation: str, not_applicable: bool, *, leaf: str, by, now: datetime) -> None:
    before = None if score.not_applicable else score.points
    score.points, score.explanation, score.not_applicable = points, explanation, not_applicable
    score.former_max = score.former_points = None
    score.version += 1
    score.changed_by, score.changed_at = by, now
    score.clean_fields(exclude=["assessment", "criterion", "changed_by"])
    write_columns(score, *_WRITTEN)
    facts = {"by": by, "now": now, "on": score.assessment, "leaf": leaf}
    if not_applicable:
        record("scoring.claim_exception", **facts, reason=explanation)
    else:
        record("scoring.enter_score", **facts, before=_text(before), after=_text(points))


def _value_problems(
    score: SelfScore, leaf: str, points: Decimal | None, explanation: str, not_applicable: bool
) -> Iterator[Problem]:
    rubric = score.assessment.rubric
    if not_applicable:
        row = next(row for row in criterion_rows(rubric) if row.code == leaf)
        yield from claim_problems(row, explanation)
    else:
        limits = {"max_points": score.max_points, "step": rubric.step}
        yield from points_problems(points, **limits, kept=score.points, where=leaf)


def _under_lock(assessment: SelfAssessment, leaf: str) -> tuple[SelfScore, dict[str, Decimal | None], frozenset[str]]:
    """The score of one leaf; the points of every leaf by its code; the leaves claimed not to apply. It is locked."""
    codes = {row.pk: row.code for row in criterion_rows(assessment.rubric)}
    rows = {codes[row[0]]: row for row in _scores_of(assessment=assessment.pk)}
    score = from_columns(SelfScore, _COLUMNS, rows[leaf])
    score.assessment = assessment
    excepted = frozenset(code for code, row in rows.items() if row[2])
    return score, {code: row[1] for code, row in rows.items()}, excepted


def _conflict(score: SelfScore, leaf: str, seen_version: int) -> list[Problem]:
    """Two editors at once: the second learns who changed what; nothing is silently overwritten."""
    if score.version == seen_version:
        return []
    params = {"who": str(score.changed_by or "–"), "when": score.changed_at, "points": score.points}
    return [Problem("changed_meanwhile", where=leaf, params=params)]


def refresh_totals(
    assessment: SelfAssessment, points: dict[str, Decimal | None], excepted: Collection[str] = frozenset()
) -> None:
    """Rewrite a locked assessment's totals from the points of its leaves, in Decimal [S1], and count the change.

    `excepted` are the leaves that are claimed not to apply [S9].
    """
    rubric, policy = assessment.rubric, policy_of(assessment.rubric)
    found = applied_totals(table_of(rubric), points, excepted=excepted, policy=policy)
    assessment.total, assessment.excepted_points = found.total, found.by_exception
    assessment.group_totals = {code: f"{total:.2f}" for code, total in found.groups.items()}
    assessment.excepted_count = len(excepted)
    assessment.scored_count = sum(value is not None for value in points.values())
    assessment.leaf_points = {
        code: counted(value, excepted=code in excepted, policy=policy) for code, value in points.items()
    }
    assessment.version += 1
    write_columns(assessment, *_TOTALS)


def _text(points: Decimal | None) -> str:
    return "–" if points is None else f"{points:.2f}".replace(".", ",")
