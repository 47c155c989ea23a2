"""Two scores on a criterion, each given without knowledge of the other.

Then they are compared, and the lead resolves differences [S8, R3].
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import User
from appraisal import notices, policies
from appraisal.double_review import policies as double_review_policies
from appraisal.double_review.queries import ReviewerRole, doubly_reviewed, is_blind, reviewer_role
from appraisal.models import IndependentScore, Review, ReviewScore
from appraisal.services.locks import LockedDossier, lock_dossier
from appraisal.services.totals import refresh_totals
from audit.services import record, record_once
from documents.numbers import trail_text
from kernel.problems import Problem, required
from kernel.refusals import refuse_if
from scoring.policies import conflict

_WRITTEN = ("points", "comment", "not_applicable", "version", "changed_by", "changed_at")


@transaction.atomic
def enter_independent_score(
    *,
    review: Review,
    criterion: str,
    points: Decimal | None,
    comment: str,
    seen_version: int,
    by: User,
    now: datetime,
    not_applicable: bool = False,
) -> IndependentScore:
    """Record one member's score of a criterion with double review.

    The trail hides it until the comparison [S1, S2, S8].

    Raises:
        Refused: the criterion has no double review or not by this person, their part is done, the reasons of
            `enter_review_score` about points and justification, or the person changed the criterion meanwhile
            elsewhere (`scoring.policies.CONFLICTS`).
    """
    verdict: dict[str, Any] = {"points": points, "comment": comment, "not_applicable": not_applicable}
    dossier = lock_dossier(review.assessment_id)
    return give_independent_score(dossier, criterion, **verdict, seen_version=seen_version, by=by, now=now)


def give_independent_score(
    dossier: LockedDossier,
    criterion: str,
    *,
    points: Decimal | None,
    comment: str,
    not_applicable: bool,
    seen_version: int,
    by: User,
    now: datetime,
) -> IndependentScore:
    """Like `enter_independent_score`, on a dossier that the caller has locked."""
    review = required(dossier.review)
    refuse_if(double_review_policies.independent_score_problems(review, criterion, by))
    independent = _own(review, criterion, by, now)
    score = independent.score
    points = score.max_points if not_applicable else points
    if independent.pk and _given(independent) == (points, comment, not_applicable):
        return independent
    refuse_if(_conflict(independent, criterion, seen_version, by))
    terms: dict[str, Any] = {
        "step": review.assessment.rubric.step,
        "where": criterion,
        "not_applicable": not_applicable,
    }
    refuse_if(policies.verdict_problems(score, points, comment, **terms))
    before = (independent.points, independent.not_applicable)
    independent.points, independent.comment = points, comment
    independent.not_applicable, independent.changed_at = not_applicable, now
    independent.version += 1
    independent.clean_fields(exclude=["score", "author"])
    independent.save()
    _begin(dossier, by)
    label = str(review.assessment.registration.commune)
    _note(independent, before, by=by, now=now, label=label, criterion=criterion)
    return independent


def _note(independent: IndependentScore, before: tuple[Decimal | None, bool], **facts: Any) -> None:
    """On the trail: the points' move, or that the words alone were changed."""
    if before == (independent.points, independent.not_applicable):
        record_once("appraisal.explain_opinion", on=independent, **facts)
    else:
        facts |= {"before": trail_text(before[0]), "after": trail_text(independent.points)}
        record("appraisal.enter_opinion", on=independent, **facts)


def _given(independent: IndependentScore) -> tuple[Decimal | None, str, bool]:
    return independent.points, independent.comment, independent.not_applicable


def _conflict(independent: IndependentScore, criterion: str, seen_version: int, person: User) -> list[Problem]:
    """The same person changed it meanwhile, in another window or on another device."""
    if independent.version == seen_version:
        return []
    return [conflict(independent, person, by=person, where=criterion)]


def _own(review: Review, criterion: str, person: User, now: datetime) -> IndependentScore:
    """This person's existing score of a criterion, or a new one; with the criterion's review score."""
    first = reviewer_role(review, person) is ReviewerRole.FIRST
    author = review.appraiser if first else review.second.appraiser
    independent_scores = IndependentScore.objects.filter(
        score__review=review, score__criterion__code=criterion, author=author
    )
    if stored := independent_scores.select_related("score").first():
        return stored
    score = ReviewScore.objects.get(review=review, criterion__code=criterion)
    return IndependentScore(score=score, author=author, max_points=score.max_points, changed_at=now)


def _begin(dossier: LockedDossier, person: User) -> None:
    """The first score of either member starts the review; the appraisal's version is incremented."""
    review, second = required(dossier.review), required(dossier.second)
    if reviewer_role(review, person) is ReviewerRole.SECOND:
        if second.state == second.State.ASSIGNED:
            second.begin()
            second.save(update_fields=["state"])
    elif review.state == Review.State.ASSIGNED:
        review.begin()
    dossier.save_review("state")


@transaction.atomic
def complete_independent_scores(*, review: Review, by: User, now: datetime) -> Review:
    """Complete one member's part. When both are done, their scores are compared: equal ones are final, others shown.

    Raises:
        Refused: with each criterion that still lacks this person's points.
    """
    dossier = lock_dossier(review.assessment_id)
    review, second = required(dossier.review), dossier.second
    refuse_if(double_review_policies.independent_review_problems(review, by))
    second = required(second)
    if reviewer_role(review, by) is ReviewerRole.FIRST:
        second.first_done_by, second.first_done_at = by, now
    else:
        second.complete(by=by, at=now)
    second.full_clean(exclude=["review", "appraiser"])
    second.save()
    dossier.save_review()
    record("appraisal.complete_opinions", by=by, now=now, on=review, criteria=len(second.criteria))
    if not is_blind(review):
        _compare(review, by, now)
    return review


def _compare(review: Review, by: User, now: datetime) -> None:
    """Freeze the scores of both members, and make equal ones final."""
    second = review.second
    criteria = review.scores.filter(criterion__code__in=second.criteria).select_related("criterion")
    both = IndependentScore.objects.filter(score__in=criteria, author__in=(review.appraiser_id, second.appraiser_id))
    both.update(frozen_at=now)
    pairs: dict[int, list[IndependentScore]] = {score.pk: [] for score in criteria}
    for independent in both.order_by("pk"):
        pairs[independent.score_id].append(independent)
    agreed = 0
    for score in criteria:
        one, other = pairs[score.pk]
        if (one.points, one.not_applicable) == (other.points, other.not_applicable):
            comment = "\n".join(dict.fromkeys(text for text in (one.comment, other.comment) if text))
            _give(score, required(one.points), comment, one.not_applicable, by, now)
            agreed += 1
    if review.state == Review.State.ASSIGNED:
        review.begin()
    _refresh(review)
    still_open = len(second.criteria) - agreed
    record("appraisal.compare_opinions", by=by, now=now, on=review, agreed=agreed, differing=still_open)
    notices.independent_scores_compared(review, differing=still_open, now=now)


@transaction.atomic
def resolve_difference(
    *,
    review: Review,
    criterion: str,
    points: Decimal | None,
    justification: str,
    by: User,
    now: datetime,
    not_applicable: bool = False,
) -> ReviewScore:
    """The lead resolves a criterion on which the two differ, or changes the resolution, with a justification [S8].

    Raises:
        Refused: the two are not done, the criterion is not reviewed twice, the lead is one of them, the justification
            is missing, the points are outside the range or off the step, or the review is complete.
    """
    review, justification = required(lock_dossier(review.assessment_id).review), justification.strip()
    refuse_if(double_review_policies.difference_problems(review, criterion, justification, by))
    score = review.scores.select_related("criterion").get(criterion__code=criterion)
    points = score.max_points if not_applicable else points
    step = review.assessment.rubric.step
    problems = list(
        policies.verdict_problems(
            score, points, justification, step=step, where=criterion, not_applicable=not_applicable
        )
    )
    if points is None:
        problems.append(Problem("criterion_not_reviewed", where=criterion, clause="R3"))
    refuse_if(problems)
    _give(score, required(points), justification, not_applicable, by, now)
    _refresh(review)
    facts = {"criterion": criterion, "after": trail_text(points), "ground": justification}
    record("appraisal.settle_difference", by=by, now=now, on=review, **facts)
    left = review.scores.filter(criterion__code__in=doubly_reviewed(review), points=None)
    if not left.exists():
        notices.differences_resolved(review, now=now)
    return score


def _give(score: ReviewScore, points: Decimal, comment: str, not_applicable: bool, by: User, now: datetime) -> None:
    score.points, score.comment, score.not_applicable = points, comment, not_applicable
    score.version += 1
    score.changed_by, score.changed_at = by, now
    score.clean_fields(exclude=["review", "criterion", "changed_by"])
    score.save(update_fields=_WRITTEN)


def _refresh(review: Review) -> None:
    rows = list(review.scores.order_by().values_list("criterion__code", "points", "not_applicable"))
    refresh_totals(review, {code: points for code, points, _ in rows}, {code for code, _, agreed in rows if agreed})
