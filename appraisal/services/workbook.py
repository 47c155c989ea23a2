"""Enter many verdicts at once from a workbook: all or nothing [R3, S1, S2, S8]."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from appraisal import policies
from appraisal.double_review.queries import doubly_reviewed
from appraisal.models import Review, ReviewScore
from appraisal.queries import reviews_visible_to
from appraisal.services.totals import refresh_totals
from audit.services import record
from communes.models import Cycle
from evidence.services.locks import lock_dossiers
from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring.models import SelfAssessment
from scoring.queries import criterion_rows
from scoring.services.workbook import moves_text, stored_of
from scoring.workbook_changes import Change, Line, Plan, plan_of

_WRITTEN = ("points", "comment", "not_applicable", "version", "changed_by", "changed_at")
_COLUMN_OF = {"difference_without_comment": "words", "rejection_without_comment": "words"}
_COLUMN_OF |= {"exception_not_claimed": "not_applicable"}
Reviews = dict[str, Review]
Scores = dict[tuple[str, str], ReviewScore]


def plan_review_scores(*, cycle: Cycle, lines: Sequence[Line], by: User) -> Plan:
    """What `import_review_scores` would change, and every reason why it would refuse; nothing is written."""
    reviews = _reviews(_named(cycle, lines, by))
    return _plan(reviews, _scores(reviews), lines)


@transaction.atomic
def import_review_scores(*, cycle: Cycle, lines: Sequence[Line], by: User | None, now: datetime) -> int:
    """Enter every line's verdict on the reviews assigned to `by`; returns how many criteria changed.

    One trail line per review.

    `by` is None where an operator imports: then any review of the year is allowed. Lines equal to the stored values
    are skipped, and so is a line that nobody changed since the workbook was made.

    Raises:
        Refused: with every invalid line and its cell: a dossier that is not theirs, no such criterion, a criterion
            named twice, what `enter_review_score` refuses, or a criterion that somebody changed since
            (`changed_meanwhile`); then nothing is written.
    """
    named = _named(cycle, lines, by)
    lock_dossiers(SelfAssessment.objects.filter(review__in=named.order_by()))
    reviews = _reviews(named)
    scores = _scores(reviews)
    plan = _plan(reviews, scores, lines)
    refuse_if([*plan.problems, *(problem for change in plan.changes for problem in change.conflicts())])
    changed: dict[str, list[Change]] = defaultdict(list)
    for change in plan.changes:
        _fill(scores[change.line.key], change, by, now)
        changed[change.line.commune_code].append(change)
    filled = [scores[change.line.key] for change in plan.changes]
    ReviewScore.objects.bulk_create(
        filled, update_conflicts=True, unique_fields=["id"], update_fields=_WRITTEN, batch_size=500
    )
    for code, changes in changed.items():
        own = {criterion: score for (commune, criterion), score in scores.items() if commune == code}
        _conclude(reviews[code], own, changes, by, now)
    return len(plan.changes)


def _named(cycle: Cycle, lines: Sequence[Line], by: User | None) -> QuerySet[Review]:
    """The reviews named by the lines, among those that this person may score."""
    codes = {line.commune_code for line in lines}
    reviews = reviews_visible_to(by).filter(appraiser__person=by) if by else Review.objects.all()
    return reviews.filter(assessment__registration__cycle=cycle, assessment__registration__commune__code__in=codes)


def _reviews(named: QuerySet[Review]) -> Reviews:
    reviews = named.select_related("assessment__registration__commune", "assessment__rubric", "second").order_by("pk")
    return {review.assessment.registration.commune.code: review for review in reviews}


def _scores(reviews: Reviews) -> Scores:
    codes = {review.pk: code for code, review in reviews.items()}
    criteria = {row.pk: row.code for review in reviews.values() for row in criterion_rows(review.assessment.rubric)}
    scores = ReviewScore.objects.filter(review__in=codes).select_related("changed_by").order_by()
    return {(codes[score.review_id], criteria[score.criterion_id]): score for score in scores}


def _plan(reviews: Reviews, scores: Scores, lines: Sequence[Line]) -> Plan:
    def judge(change: Change) -> Iterator[Problem]:
        review = reviews[change.line.commune_code]
        if change.line.criterion_code in doubly_reviewed(review):
            yield Problem("criterion_reviewed_twice", where=change.line.place.cell("points"), clause="S8")
            return
        step = review.assessment.rubric.step
        terms: dict[str, Any] = {"step": step, "where": change.line.criterion_code, "not_applicable": change.excepted}
        for problem in policies.verdict_problems(scores[change.line.key], change.points, change.words, **terms):
            cell = change.line.place.cell(_COLUMN_OF.get(problem.code, "points"))
            yield replace(problem, where=cell)

    stored = {key: stored_of(score, score.comment) for key, score in scores.items()}
    plan = plan_of(lines, stored, communes=reviews, judge=judge, unknown="workbook_review_unknown")
    changed = {change.line.commune_code: change.line.place for change in reversed(plan.changes)}
    for code, place in changed.items():
        problems = policies.reviewing_problems(reviews[code])
        plan.problems += [replace(problem, where=place.cell("commune_code")) for problem in problems]
    return plan


def _fill(score: ReviewScore, change: Change, by: User | None, now: datetime) -> None:
    score.points, score.comment, score.not_applicable = change.points, change.words, change.excepted
    score.version += 1
    score.changed_by, score.changed_at = (by, now) if by else (None, None)
    score.clean_fields(exclude=["review", "criterion", "changed_by"])


def _conclude(
    review: Review, scores: dict[str, ReviewScore], changes: list[Change], by: User | None, now: datetime
) -> None:
    if review.state == Review.State.ASSIGNED:
        review.begin()
    points = {criterion: score.points for criterion, score in scores.items()}
    refresh_totals(review, points, {criterion for criterion, score in scores.items() if score.not_applicable})
    facts = {"criteria": len(changes), "moves": moves_text(changes)}
    label = str(review.assessment.registration.commune)
    record("appraisal.import_review_scores", by=by, now=now, on=review, label=label, **facts)
