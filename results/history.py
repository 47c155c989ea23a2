"""A leaf's points and remark of the year before, told beside this year's [S7, S8]."""

from appraisal.models import Review, ReviewScore
from communes.models import Registration
from evidence.history import LastYear
from results.models import Outcome
from scoring.models import RubricInForce, SelfScore
from scoring.queries import CriterionRow

_APPRAISED = (Review.State.COMPLETED, Review.State.RECONCILED)
_STOOD = (
    "max_points",
    "points",
    "not_applicable",
    "assessment__submitted_at",
    "assessment__review",
    "assessment__review__state",
    "assessment__registration__outcome__state",
)


def leaf_last_year(registration: Registration, criterion: CriterionRow, published_only: bool) -> LastYear | None:
    """The same leaf, by its code, the year before; two queries at most.

    With `published_only` the team's points and remark are told once the results of that year are public [S8].
    """
    year = registration.cycle.year - 1
    rows = SelfScore.objects.filter(
        assessment__registration__commune=registration.commune_id,
        assessment__registration__cycle__year=year,
        criterion__code=criterion.code,
    )
    found = rows.values_list(*_STOOD).first()
    if found is None:
        began = RubricInForce.objects.filter(cycle__year=year).exists()
        return LastYear(year, None, criterion.max_points) if began else None
    most, own, claimed, submitted_at, review, state, outcome = found
    if submitted_at is None:
        return LastYear(year, most, criterion.max_points)
    told = LastYear(year, most, criterion.max_points, own, claimed)
    if state not in _APPRAISED or (published_only and outcome != Outcome.State.PUBLISHED):
        return told
    verdicts = ReviewScore.objects.filter(review=review, criterion__code=criterion.code)
    points, remark, excepted = verdicts.values_list("points", "comment", "not_applicable").get()
    return LastYear(year, most, criterion.max_points, own, claimed, points, excepted, remark)
