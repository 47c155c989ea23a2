"""A criterion's points and comment of the year before, shown beside this year's [S7, S8]."""

from django.db.models import OuterRef, QuerySet, Subquery, TextField, Value

from accounts.queries import has_role
from appraisal.models import Review, ReviewScore
from communes.models import FIRST_YEAR, Registration
from evidence.previous_year import LastYear
from results.models import Outcome
from scoring.former_scores import FormerScore
from scoring.models import Criterion, RubricInForce, SelfScore
from scoring.queries import SEES_ALL, CriterionRow

_APPRAISED = (Review.State.COMPLETED, Review.State.RECONCILED)
_SCORED, _TABLE = 1, 0
_STOOD = (
    "max_points",
    "points",
    "not_applicable",
    "explanation",
    "assessment__submitted_at",
    "assessment__review__state",
    "assessment__registration__outcome__state",
)
_TEAM = ("team_points", "team_comment", "team_not_applicable")


def criterion_last_year(registration: Registration, criterion: CriterionRow, reader) -> LastYear | None:
    """The same criterion, by its code, the year before.

    No query in the first year, otherwise one. That year's maximum alone where the unit did not assess itself by this
    criterion, and None where the portal did not run that year.

    Communes may read the team's points and comment once the results of that year are public [S8].
    """
    year = registration.cycle.year - 1
    if year < FIRST_YEAR:
        return None
    rows = _scores_then(registration).filter(criterion__code=criterion.code)
    scores = rows.values_list(Value(_SCORED), *_STOOD, *_TEAM)
    table = _table_then(year, criterion, columns=len(_STOOD) + len(_TEAM))
    found = {which: row for which, *row in scores.union(table, all=True)}
    if not found:
        return None
    facts = found.get(_SCORED) or found[_TABLE]
    max_points, own, claimed, words, submitted_at, state, outcome, points, remark, excepted = facts
    if submitted_at is None:
        return LastYear(year, max_points, criterion.max_points)
    words = "" if claimed else words
    former = LastYear(year, max_points, criterion.max_points, own, claimed, explanation=words)
    if not _may_read(state, outcome, reader):
        return former
    return LastYear(year, max_points, criterion.max_points, own, claimed, points, excepted, remark, words)


def scores_last_year(registration: Registration, reader) -> dict[str, FormerScore]:
    """Every criterion of the year before by its code, as `criterion_last_year` shows it; one query."""
    sent = _scores_then(registration).filter(assessment__submitted_at__isnull=False)
    known = sent.values_list("criterion__code", "points", *_STOOD[-2:], "team_points", "team_comment")
    return {
        code: FormerScore(own, points, remark or "") if _may_read(state, outcome, reader) else FormerScore(own)
        for code, own, state, outcome, points, remark in known
    }


def _may_read(state: str | None, outcome: str | None, reader) -> bool:
    """Whether this person may read the team's points and comment."""
    return state in _APPRAISED and (outcome == Outcome.State.PUBLISHED or has_role(reader, *SEES_ALL))


def _scores_then(registration: Registration) -> QuerySet:
    """The unit's scores of the year before, with the team's."""
    verdict = ReviewScore.objects.filter(review__assessment=OuterRef("assessment"), criterion=OuterRef("criterion"))
    team = {f"team_{name}": Subquery(verdict.values(name)) for name in ("points", "comment", "not_applicable")}
    rows = SelfScore.objects.filter(
        assessment__registration__commune=registration.commune_id,
        assessment__registration__cycle__year=registration.cycle.year - 1,
    )
    return rows.annotate(**team).order_by()


def _table_then(year: int, criterion: CriterionRow, *, columns: int) -> QuerySet:
    """That year's maximum of the criterion, or None, first of so many columns; no row where none was used."""
    then = Criterion.objects.filter(rubric=OuterRef("rubric"), code=criterion.code).values("max_points")
    tables = RubricInForce.objects.filter(cycle__year=year).order_by()
    empty = [Value(None, output_field=TextField())] * (columns - 1)
    return tables.values_list(Value(_TABLE), Subquery(then), *empty)
