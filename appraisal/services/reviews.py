"""Reviewing a dossier leaf by leaf, and confirming the review [R3, S2, S8]."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from appraisal import notices, policies
from appraisal.models import Review, ReviewScore
from audit.services import record
from kernel.prepared import Prepared, from_columns, write_columns
from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring.core import group_totals, total_of
from scoring.queries import criterion_rows
from scoring.services.rubrics import table_of


def _locked(pk: int) -> Review:
    rows = Review.objects.select_for_update(of=("self",))
    return rows.select_related(
        "assessment__registration__commune",
        "assessment__registration__cycle",
        "assessment__rubric",
        "appraiser__person",
    ).get(pk=pk)


_COLUMNS = ("criterion_id", "self_points", "points", "comment", "id", "max_points", "version")
_scores_of = Prepared(
    lambda review: ReviewScore.objects.filter(review=review).order_by().values_list(*_COLUMNS), review=987_654_321
)


@transaction.atomic
def enter_review_score(
    *, review: Review, leaf: str, points: Decimal | None, comment: str, seen_version: int, by, now: datetime
) -> ReviewScore:
    """Record the team's points for the leaf of that code [S1, S2]; a difference needs a comment [S8].

    `seen_version` is the version the person had before their eyes. Sending the same again changes nothing.

    Raises:
        Refused: the review is complete; the points leave 0..max or the step; a difference lacks its ground;
            or somebody else changed the leaf meanwhile (`changed_meanwhile`).
        KeyError: the table has no such leaf.
    """
    review.lock_state()
    score, stored = _under_lock(review, leaf)
    refuse_if(policies.reviewing_problems(review))
    if (score.points, score.comment) == (points, comment):
        return score
    refuse_if(_conflict(score, leaf, seen_version))
    refuse_if(policies.verdict_problems(score, points, comment, step=review.assessment.rubric.step, where=leaf))
    before, score.points, score.comment = score.points, points, comment
    score.version += 1
    score.changed_by, score.changed_at = by, now
    score.clean_fields(exclude=["review", "criterion", "changed_by"])
    write_columns(score, "points", "comment", "version", "changed_by", "changed_at")
    if review.state == Review.State.ASSIGNED:
        review.begin()
    _refresh_totals(review, stored | {leaf: (score.self_points, points, comment)})
    facts = {"leaf": leaf, "before": _text(before), "after": _text(points)}
    record(
        "appraisal.enter_review_score",
        by=by,
        now=now,
        on=review,
        label=str(review.assessment.registration.commune),
        **facts,
    )
    return score


def _under_lock(review: Review, leaf: str) -> tuple[ReviewScore, dict[str, tuple]]:
    """The score of one leaf; and self-assessed points, points and comment of every leaf. The review is locked."""
    codes = {row.pk: row.code for row in criterion_rows(review.assessment.rubric)}
    rows = {codes[row[0]]: row for row in _scores_of(review=review.pk)}
    score = from_columns(ReviewScore, _COLUMNS, rows[leaf])
    score.review = review
    return score, {code: tuple(row[1:4]) for code, row in rows.items()}


def _conflict(score: ReviewScore, leaf: str, seen_version: int) -> list[Problem]:
    if score.version == seen_version:
        return []
    params = {"who": str(score.changed_by), "when": score.changed_at, "points": score.points}
    return [Problem("changed_meanwhile", where=leaf, params=params)]


def _refresh_totals(review: Review, scores: dict[str, tuple]) -> None:
    """Rewrite a review's totals from its scores, by the heart and in Decimal [S1]; the caller holds its lock."""
    points = {code: points for code, (_, points, _) in scores.items()}
    table = table_of(review.assessment.rubric)
    review.total = total_of(table, points)
    review.group_totals = {code: f"{total:.2f}" for code, total in group_totals(table, points).items()}
    review.scored_count = sum(value is not None for value in points.values())
    review.leaf_scores = scores
    write_columns(review, "state", "total", "group_totals", "scored_count")


@transaction.atomic
def complete_review(*, review: Review, by, now: datetime) -> Review:
    """The appraiser is done: every leaf has points [R3].

    Raises:
        Refused: with each leaf still without points.
    """
    review = _locked(review.pk)
    refuse_if(policies.completion_problems(review))
    review.complete(by=by, at=now)
    review.full_clean(exclude=["assessment", "appraiser"])
    review.save()
    record("appraisal.complete_review", by=by, now=now, on=review, total=f"{review.total:.2f}")
    notices.review_completed(review, now=now)
    return review


@transaction.atomic
def send_back_review(*, review: Review, reason: str, by, now: datetime) -> Review:
    """The lead asks the appraiser to look again, and says why [R3].

    Raises:
        Refused: the review is not complete, or the reason is empty.
    """
    review = _locked(review.pk)
    problems = list(policies.confirmation_problems(review))
    if not reason.strip():
        problems.append(Problem("send_back_reason_missing", where="reason", clause="S8"))
    refuse_if(problems)
    review.send_back()
    review.full_clean(exclude=["assessment", "appraiser"])
    review.save()
    record("appraisal.send_back_review", by=by, now=now, on=review, reason=reason.strip())
    notices.review_sent_back(review, reason=reason.strip(), now=now)
    return review


@transaction.atomic
def reconcile_review(*, review: Review, by, now: datetime) -> Review:
    """The lead confirms the review; the dossier is closed [R3].

    Raises:
        Refused: the review is not complete.
    """
    review = _locked(review.pk)
    refuse_if(policies.confirmation_problems(review))
    review.reconcile(by=by, at=now)
    review.full_clean(exclude=["assessment", "appraiser"])
    review.save()
    review.assessment.close()
    review.assessment.save(update_fields=["state"])
    record("appraisal.reconcile_review", by=by, now=now, on=review, total=f"{review.total:.2f}")
    return review


def _text(points: Decimal | None) -> str:
    return "–" if points is None else f"{points:.2f}".replace(".", ",")
