"""Reviewing a dossier leaf by leaf, and confirming the review [R3, S2, S8]."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from appraisal import notices, pairing, policies
from appraisal.models import Minutes, Review, ReviewScore
from appraisal.services.locks import lock_dossier
from appraisal.signals import review_confirmed
from audit.services import record
from communes.services.locks import lock_cycle
from evidence.services import end_overdue
from kernel.prepared import Prepared, from_columns, write_columns
from kernel.problems import Problem, required
from kernel.refusals import refuse_if
from scoring.core import applied_totals
from scoring.queries import criterion_rows, policy_of
from scoring.services.locks import lock_assessment
from scoring.services.rubrics import table_of

SHOWN = ("self_points", "points", "comment", "claimed", "not_applicable")
_COLUMNS = ("criterion_id", *SHOWN, "id", "max_points", "version")
_TOTALS = ("total", "group_totals", "scored_count", "excepted_count", "excepted_points")
_COMPLETED = ("completed_at", "completed_by")
_WRITTEN = ("points", "comment", "not_applicable", "version", "changed_by", "changed_at")
_scores_of = Prepared(
    lambda review: ReviewScore.objects.filter(review=review).order_by().values_list("review__version", *_COLUMNS),
    review=987_654_321,
)


@transaction.atomic
def enter_review_score(
    *,
    review: Review,
    leaf: str,
    points: Decimal | None,
    comment: str,
    seen_version: int,
    by,
    now: datetime,
    not_applicable: bool = False,
) -> ReviewScore:
    """Record the team's points for the leaf of that code [S1, S2]; a difference needs a comment [S8].

    `not_applicable` agrees to the commune's claim that the leaf does not apply: it has its full points then [S9].
    `seen_version` is the version the person had before their eyes. Sending the same again changes nothing.

    Raises:
        Refused: the review is complete; the points leave 0..max or the step; a difference or a rejected claim lacks
            its ground; nothing was claimed; or somebody else changed the leaf meanwhile (`changed_meanwhile`).
        KeyError: the table has no such leaf.
    """
    lock_assessment(review.assessment)
    score, stored = _under_lock(review, leaf)
    points = score.max_points if not_applicable else points
    refuse_if([*policies.reviewing_problems(review), *pairing.single_problems(review, leaf, by)])
    if (score.points, score.comment, score.not_applicable) == (points, comment, not_applicable):
        return score
    refuse_if(_conflict(score, leaf, seen_version))
    step = review.assessment.rubric.step
    refuse_if(policies.verdict_problems(score, points, comment, step=step, where=leaf, not_applicable=not_applicable))
    _write(score, points, comment, not_applicable=not_applicable, leaf=leaf, by=by, now=now)
    if review.state == Review.State.ASSIGNED:
        review.begin()
    refresh_totals(review, stored | {leaf: tuple(getattr(score, name) for name in SHOWN)})
    return score


def change_points(*, review: Review, leaf: str, points: Decimal | None, comment: str, by, now: datetime) -> bool:
    """Change a leaf of a complete review after the commune's explanation [S8]; False where the points stay.

    The caller holds the dossier's lock and has judged that it may. A leaf that was agreed not to apply stays so.

    Raises:
        Refused: the points leave 0..max or the step, or they are the lead's to change.
    """
    score, stored = _under_lock(review, leaf)
    if points is None or points == score.points or score.not_applicable:
        return False
    refuse_if(pairing.changing_problems(review, leaf, by))
    step = review.assessment.rubric.step
    refuse_if(policies.verdict_problems(score, points, comment, step=step, where=leaf, not_applicable=False))
    _write(score, points, comment, not_applicable=False, leaf=leaf, by=by, now=now)
    refresh_totals(review, stored | {leaf: tuple(getattr(score, name) for name in SHOWN)})
    return True


def _write(score: ReviewScore, points, comment: str, *, not_applicable: bool, leaf: str, by, now: datetime) -> None:
    before = None if score.not_applicable else score.points
    score.points, score.comment, score.not_applicable = points, comment, not_applicable
    score.version += 1
    score.changed_by, score.changed_at = by, now
    score.clean_fields(exclude=["review", "criterion", "changed_by"])
    write_columns(score, *_WRITTEN)
    verb = "accept_exception" if not_applicable else "enter_review_score"
    facts = {"leaf": leaf, "before": _text(before), "after": _text(points)}
    label = str(score.review.assessment.registration.commune)
    record(f"appraisal.{verb}", by=by, now=now, on=score.review, label=label, **facts)


def _under_lock(review: Review, leaf: str) -> tuple[ReviewScore, dict[str, tuple]]:
    """The score of one leaf, and what is shown of every leaf by its code. The dossier is locked.

    The review itself is read again only where it has changed since it was read: its version tells.
    """
    codes = {row.pk: row.code for row in criterion_rows(review.assessment.rubric)}
    found = _scores_of(review=review.pk)
    if any(version != review.version for version, *_ in found[:1]):
        review.refresh_from_db()
    rows = {codes[row[0]]: row for _, *row in found}
    score = from_columns(ReviewScore, _COLUMNS, rows[leaf])
    score.review = review
    return score, {code: tuple(row[1 : 1 + len(SHOWN)]) for code, row in rows.items()}


def _conflict(score: ReviewScore, leaf: str, seen_version: int) -> list[Problem]:
    if score.version == seen_version:
        return []
    params = {"who": str(score.changed_by), "when": score.changed_at, "points": score.points}
    return [Problem("changed_meanwhile", where=leaf, params=params)]


def refresh_totals(review: Review, scores: dict[str, tuple]) -> None:
    """Rewrite a review's totals from its scores in Decimal [S1, S9], and count the change; its dossier is locked."""
    points = {code: shown[1] for code, shown in scores.items()}
    excepted = frozenset(code for code, shown in scores.items() if shown[4])
    rubric = review.assessment.rubric
    found = applied_totals(table_of(rubric), points, excepted=excepted, policy=policy_of(rubric))
    review.total, review.excepted_points = found.total, found.by_exception
    review.group_totals = {code: f"{total:.2f}" for code, total in found.groups.items()}
    review.scored_count = sum(value is not None for value in points.values())
    review.excepted_count = len(excepted)
    review.leaf_scores = scores
    review.version += 1
    write_columns(review, "state", "version", *_TOTALS)


@transaction.atomic
def complete_review(*, review: Review, by, now: datetime) -> Review:
    """The appraiser is done: every leaf has points [R3].

    Raises:
        Refused: with each leaf still without points.
    """
    dossier = lock_dossier(review.assessment_id)
    end_overdue(dossier, now=now)
    review = required(dossier.review)
    refuse_if(policies.completion_problems(review, now=now))
    review.complete(by=by, at=now)
    review.full_clean(exclude=["assessment", "appraiser"])
    dossier.save_review("state", *_COMPLETED)
    record("appraisal.complete_review", by=by, now=now, on=review, total=f"{review.total:.2f}")
    notices.review_completed(review, now=now)
    return review


@transaction.atomic
def send_back_review(*, review: Review, reason: str, by, now: datetime) -> Review:
    """The lead asks the appraiser to look again, and says why; minutes are kept but count no more [R3].

    Raises:
        Refused: the review is not complete, or the reason is empty.
    """
    dossier = lock_dossier(review.assessment_id)
    review = required(dossier.review)
    problems = [*policies.confirmation_problems(review), *policies.out_problems(review, now=now)]
    if not reason.strip():
        problems.append(Problem("send_back_reason_missing", where="reason", clause="S8"))
    refuse_if(problems)
    review.send_back()
    review.full_clean(exclude=["assessment", "appraiser"])
    dossier.save_review("state", *_COMPLETED)
    supersede_minutes(review, now=now)
    record("appraisal.send_back_review", by=by, now=now, on=review, reason=reason.strip())
    notices.review_sent_back(review, reason=reason.strip(), now=now)
    return review


@transaction.atomic
def reconcile_review(*, review: Review, by, now: datetime) -> Review:
    """The lead confirms the review; the dossier is closed [R3].

    Raises:
        Refused: the review is not complete, or the commune's explanation is awaited or waits for a reply [S8].
    """
    lock_cycle(review.assessment.registration.cycle_id)
    dossier = lock_dossier(review.assessment_id)
    end_overdue(dossier, now=now)
    review = required(dossier.review)
    refuse_if([*policies.confirmation_problems(review), *policies.hearing_problems(review, now=now)])
    review.reconcile(by=by, at=now)
    review.full_clean(exclude=["assessment", "appraiser"])
    # It confirms what stands: nothing that minutes and outcomes tell has changed.
    review.save(update_fields=["state", "reconciled_by", "reconciled_at"])
    dossier.assessment.close()
    dossier.save_state()
    record("appraisal.reconcile_review", by=by, now=now, on=review, total=f"{review.total:.2f}")
    notices.review_confirmed(review, now=now)
    review_confirmed.send(sender=Review, review=review, by=by, now=now)
    return review


def supersede_minutes(review: Review, *, now: datetime) -> None:
    """The minutes of points that may change count no more; they are kept, and others can be written [R3, S8]."""
    Minutes.objects.filter(review=review, superseded_at=None).update(superseded_at=now)


def _text(points: Decimal | None) -> str:
    return "–" if points is None else f"{points:.2f}".replace(".", ",")
