"""Take every verdict of one review back, so that a run at the desk begins at nothing: bench.unscored 10510."""

import sys

import bench.ready  # noqa: F401 (before any model)
from appraisal.models import Review, ReviewScore


def main(code: str) -> None:
    review = Review.objects.get(assessment__registration__commune__code=code)
    scores = ReviewScore.objects.filter(review=review)
    scores.update(points=None, comment="", not_applicable=False, version=0, changed_by=None, changed_at=None)
    review.group_totals = dict.fromkeys(review.group_totals, "0.00")
    review.total, review.scored_count, review.excepted_count, review.excepted_points = 0, 0, 0, 0
    review.save()


if __name__ == "__main__":
    main(sys.argv[1])
