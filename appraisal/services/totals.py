"""The totals of a review, recomputed by every change of its scores."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from appraisal.models import Review
from scoring.core import applied_totals
from scoring.queries import policy_of, table_of

_TOTALS = ("total", "group_totals", "scored_count", "excepted_count", "excepted_points")


def refresh_totals(review: Review, points: Mapping[str, Decimal | None], excepted: Collection[str]) -> None:
    """Recompute a review's totals from its scores in Decimal [S1, S9], and increment its version.

    Its dossier is locked.
    """
    rubric = review.assessment.rubric
    totals = applied_totals(table_of(rubric), points, excepted=excepted, policy=policy_of(rubric))
    review.total, review.excepted_points = totals.total, totals.by_exception
    review.group_totals = {code: f"{total:.2f}" for code, total in totals.groups.items()}
    review.scored_count = sum(value is not None for value in points.values())
    review.excepted_count = len(excepted)
    review.version += 1
    review.save(update_fields=["state", "version", *_TOTALS])
