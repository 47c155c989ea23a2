"""Enter a commune's points, criterion by criterion [S1, S2]."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models.expressions import Combinable

from accounts.models import User
from audit.services import record, record_once
from documents.numbers import trail_text
from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring.addresses import DossierAddress
from scoring.core import applied_totals
from scoring.models import SelfAssessment, SelfScore
from scoring.policies import claim_problems, conflict, points_problems, scoring_problems
from scoring.queries import ScoreRow, criterion_rows, policy_of, read_scores, table_of
from scoring.services.locks import lock_assessment_at

_TOTALS = ("total", "group_totals", "scored_count", "excepted_count", "excepted_points", "version")
_WRITTEN = (
    *("points", "explanation", "not_applicable", "version", "changed_by", "changed_at"),
    *("former_max", "former_points"),
)


@dataclass(frozen=True, slots=True)
class SavedScore:
    """What a save has read and written, for rendering the page.

    The dossier, its criterion, and every criterion by code.

    `facts` are the annotations that the caller requested: by name, then by the criterion's code.
    """

    assessment: SelfAssessment
    score: SelfScore
    scores: Mapping[str, ScoreRow]
    facts: Mapping[str, Mapping[str, Any]]


@transaction.atomic
def enter_score(
    *,
    address: DossierAddress,
    criterion: str,
    points: Decimal | None,
    explanation: str,
    seen_version: int,
    by: User,
    now: datetime,
    not_applicable: bool = False,
    facts: Mapping[str, Combinable] | None = None,
) -> SavedScore:
    """Record a commune's points and explanation for the criterion with that code [S1, S2]; `points` None clears them.

    `not_applicable` claims that the criterion does not apply, the explanation being the reason [S9]: it counts with its
    full points until the team has judged. `seen_version` is the version that the person saw. Sending the
    same again changes nothing. `facts` are annotations that the page needs of every criterion, read with the scores.

    Raises:
        Refused: the commune is not registered, the dossier is sent or its time over [R2, R4]; the points are outside
            0..max or off the table's step [S1]; the table knows no exception for the criterion, or the claim gives no
            reason [S9]; or it was changed meanwhile (`scoring.policies.CONFLICTS`).
        SelfAssessment.DoesNotExist: there is no such dossier.
        KeyError: its table has no such criterion.
    """
    assessment = lock_assessment_at(address)
    score, scores = _scores_of(assessment, criterion, facts or {})
    asked = {name: {code: getattr(each, name) for code, each in scores.items()} for name in facts or ()}
    saved = SavedScore(assessment, score, scores, asked)
    points = score.max_points if not_applicable else points
    refuse_if(scoring_problems(assessment, now=now))
    given = (score.points, score.explanation, score.not_applicable)
    if given == (points, explanation, not_applicable) and not score.is_to_rescore:
        return saved
    refuse_if(_conflict(score, criterion, seen_version, by))
    refuse_if(_value_problems(score, criterion, points, explanation, not_applicable))
    _write(score, points, explanation, not_applicable, criterion=criterion, by=by, now=now)
    _refresh(saved)
    return saved


def _refresh(saved: SavedScore) -> None:
    given = {code: each.points for code, each in saved.scores.items()}
    refresh_totals(saved.assessment, given, {code for code, each in saved.scores.items() if each.not_applicable})


def _write(
    score: SelfScore,
    points: Decimal | None,
    explanation: str,
    not_applicable: bool,
    *,
    criterion: str,
    by: User,
    now: datetime,
) -> None:
    before = None if score.not_applicable else score.points
    only_explained = not score.not_applicable and before == points and score.explanation != explanation
    score.points, score.explanation, score.not_applicable = points, explanation, not_applicable
    score.former_max = score.former_points = None
    score.version += 1
    score.changed_by, score.changed_at = by, now
    score.clean_fields(exclude=["assessment", "criterion", "changed_by"])
    score.save(update_fields=_WRITTEN)
    facts: dict[str, Any] = {"by": by, "now": now, "on": score.assessment, "criterion": criterion}
    if not_applicable:
        record("scoring.claim_exception", **facts, reason=explanation)
    elif only_explained:
        record_once("scoring.explain_score", **facts, same="criterion")
    else:
        record("scoring.enter_score", **facts, before=trail_text(before), after=trail_text(points))


def _value_problems(
    score: SelfScore, criterion: str, points: Decimal | None, explanation: str, not_applicable: bool
) -> Iterator[Problem]:
    rubric = score.assessment.rubric
    if not_applicable:
        row = next(row for row in criterion_rows(rubric) if row.code == criterion)
        yield from claim_problems(row, explanation)
    else:
        limits = {"max_points": score.max_points, "step": rubric.step}
        yield from points_problems(points, **limits, kept=score.points, where=criterion)


def _scores_of(
    assessment: SelfAssessment, criterion: str, facts: Mapping[str, Combinable]
) -> tuple[SelfScore, Mapping[str, ScoreRow]]:
    """The score of the edited criterion, and every criterion's score by code; the dossier is locked."""
    codes = {row.pk: row.code for row in criterion_rows(assessment.rubric)}
    score, scores = read_scores(assessment.scores.annotate(**facts), codes, criterion, *facts)
    score.assessment = assessment
    return score, scores


def _conflict(score: SelfScore, criterion: str, seen_version: int, by: User) -> list[Problem]:
    """Two editors at once: the second learns who changed what, and nothing is silently overwritten."""
    if score.version == seen_version:
        return []
    return [conflict(score, score.changed_by, by=by, where=criterion)]


def refresh_totals(
    assessment: SelfAssessment, points: Mapping[str, Decimal | None], excepted: Collection[str] = frozenset()
) -> None:
    """Recompute a locked assessment's totals from its criteria, in Decimal [S1], and increment its version.

    `excepted` are the criteria that are claimed not to apply [S9].
    """
    rubric = assessment.rubric
    totals = applied_totals(table_of(rubric), points, excepted=excepted, policy=policy_of(rubric))
    assessment.total, assessment.excepted_points = totals.total, totals.by_exception
    assessment.group_totals = {code: f"{total:.2f}" for code, total in totals.groups.items()}
    assessment.excepted_count = len(excepted)
    assessment.scored_count = sum(value is not None for value in points.values())
    assessment.version += 1
    assessment.save(update_fields=_TOTALS)
