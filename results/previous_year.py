"""A criterion's points and comment of the year before, shown beside this year's [S7, S8]."""

from django.db.models import OuterRef, Subquery

from accounts.queries import has_role
from appraisal.models import Review, ReviewScore
from communes.models import FIRST_YEAR, Registration
from evidence.previous_year import LastYear
from results.models import Outcome
from scoring.models import RubricInForce, SelfScore
from scoring.queries import SEES_ALL, CriterionRow

_APPRAISED = (Review.State.COMPLETED, Review.State.RECONCILED)
_STOOD = (
    "max_points",
    "points",
    "not_applicable",
    "explanation",
    "assessment__submitted_at",
    "assessment__review__state",
    "assessment__registration__outcome__state",
)


def criterion_last_year(registration: Registration, criterion: CriterionRow, reader) -> LastYear | None:
    """The same criterion, by its code, the year before.

    No query in the first year, otherwise one, or two for a new criterion.

    Communes may read the team's points and comment once the results of that year are public [S8].
    """
    year = registration.cycle.year - 1
    if year < FIRST_YEAR:
        return None
    rows = SelfScore.objects.filter(
        assessment__registration__commune=registration.commune_id,
        assessment__registration__cycle__year=year,
        criterion__code=criterion.code,
    )
    verdict = ReviewScore.objects.filter(review__assessment=OuterRef("assessment"), criterion=OuterRef("criterion"))
    team = {f"team_{name}": Subquery(verdict.values(name)) for name in ("points", "comment", "not_applicable")}
    row = rows.annotate(**team).values_list(*_STOOD, *team).first()
    if row is None:
        began = RubricInForce.objects.filter(cycle__year=year).exists()
        return LastYear(year, None, criterion.max_points) if began else None
    max_points, own, claimed, words, submitted_at, state, outcome, points, remark, excepted = row
    if submitted_at is None:
        return LastYear(year, max_points, criterion.max_points)
    words = "" if claimed else words
    former = LastYear(year, max_points, criterion.max_points, own, claimed, explanation=words)
    may_read = outcome == Outcome.State.PUBLISHED or has_role(reader, *SEES_ALL)
    if state not in _APPRAISED or not may_read:
        return former
    return LastYear(year, max_points, criterion.max_points, own, claimed, points, excepted, remark, words)
