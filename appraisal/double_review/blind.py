"""The desk of one of two: their own opinions while both judge alone, and nothing that tells of the other's [S8]."""

from collections.abc import Sequence

from appraisal.double_review.queries import (
    ReviewerRole,
    doubly_reviewed,
    is_blind,
    own_independent_scores,
    reviewer_role,
)
from appraisal.models import Review, ReviewScore
from evidence.desk import lineage
from scoring.queries import CriterionRow, criterion_rows

_NOTHING = (None, "", False)


def criteria_held(reader, review: Review) -> list[str]:
    """The criteria this person finds at the desk: the second appraiser those that are reviewed twice, others all."""
    if reviewer_role(review, reader) is ReviewerRole.SECOND:
        return doubly_reviewed(review)
    return [row.code for row in criterion_rows(review.assessment.rubric) if row.is_leaf]


def sees_own(reader, review: Review) -> bool:
    """Does the desk show this person their own figures, instead of those of the review?"""
    role = reviewer_role(review, reader)
    return role is ReviewerRole.SECOND or (role is ReviewerRole.FIRST and is_blind(review))


def as_seen_by(
    reader, review: Review, rows: Sequence[CriterionRow], given: dict[int, list]
) -> tuple[Sequence[CriterionRow], dict[int, list]]:
    """The table's rows this person finds, and what stands on each criterion in their eyes.

    `given` is, by the criterion's key, what the commune gives itself, points, comment, what it claims, what is agreed
    to.
    """
    doubled = set(doubly_reviewed(review))
    if not doubled:
        return rows, given
    if reviewer_role(review, reader) is ReviewerRole.SECOND:
        codes = set().union(*(lineage(code) for code in doubled))
        rows = [row for row in rows if row.code in codes]
    if sees_own(reader, review) and is_blind(review):
        own = own_independent_scores(reader, review)
        given = given | {row.pk: _own(given[row.pk], own.get(row.code)) for row in rows if row.code in doubled}
    return rows, given


def _own(stored: list, independent) -> list:
    self_points, _points, _comment, claimed, _agreed = stored
    points, comment, agreed = (
        (independent.points, independent.comment, independent.not_applicable) if independent else _NOTHING
    )
    return [self_points, points, comment, claimed, agreed]


def score_seen_by(reader, review: Review, code: str) -> ReviewScore:
    """The criterion's score; to one of two who judge alone, with their own opinion in its place, to be shown only."""
    score = review.scores.select_related("changed_by").get(criterion__code=code)
    if reader is None or code not in doubly_reviewed(review):
        return score
    if not (sees_own(reader, review) and is_blind(review)):
        return score
    independent = own_independent_scores(reader, review).get(code)
    score.points, score.comment, score.not_applicable = (
        (independent.points, independent.comment, independent.not_applicable) if independent else _NOTHING
    )
    score.version = independent.version if independent else 0
    score.changed_at, score.changed_by = (independent.changed_at, reader) if independent else (None, None)
    return score
