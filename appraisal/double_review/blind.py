"""The page of one of two members before the comparison: only their own scores, nothing of the other's [S8]."""

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
    """The criteria on this person's page: for the second appraiser those reviewed twice, for others all."""
    if reviewer_role(review, reader) is ReviewerRole.SECOND:
        return doubly_reviewed(review)
    return [row.code for row in criterion_rows(review.assessment.rubric) if row.is_leaf]


def sees_own(reader, review: Review) -> bool:
    """True where the page shows this person their own figures, instead of those of the review."""
    role = reviewer_role(review, reader)
    return role is ReviewerRole.SECOND or (role is ReviewerRole.FIRST and is_blind(review))


def as_seen_by(
    reader, review: Review, rows: Sequence[CriterionRow], given: dict[int, list]
) -> tuple[Sequence[CriterionRow], dict[int, list]]:
    """The rows of the table for this person, and the figures of each criterion as they see them.

    `given` maps the criterion's key to: the commune's points, own points, comment, the claim, and whether it is agreed
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
    """The criterion's score; before the comparison with the member's own score in its place, for display only."""
    return as_own_score(reader, review, code, review.scores.select_related("changed_by").get(criterion__code=code))


def as_own_score(reader, review: Review, code: str, score: ReviewScore) -> ReviewScore:
    """Like `score_seen_by`, of a score that is read already."""
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
