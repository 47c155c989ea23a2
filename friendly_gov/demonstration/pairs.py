"""Criteria with double review in a demonstration year: compared, resolved, and some still open."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from appraisal.models import IndependentScore, Review, ReviewScore, SecondReview, TeamMember
from appraisal.services import complete_independent_scores, enter_independent_score, set_two_reviews
from friendly_gov.demonstration import words
from kernel.problems import required

if TYPE_CHECKING:
    from friendly_gov.demonstration.year import DemoYear

TWICE = "IV.3"
_STILL_OPEN = 3


def review_twice(demo: DemoYear) -> None:
    """The department chooses what two members review, before the team begins."""
    set_two_reviews(cycle=demo.cycle, codes=[TWICE], by=demo.people.officer, now=demo.moment(11, 21))


def add_second_reviews(demo: DemoYear, reviews: list[Review], members: list[TeamMember]) -> None:
    """Give every dossier a second member; finished reviews have been compared, and a few of those under way."""
    seconds = {second.review_id: second for second in SecondReview.objects.filter(review__in=reviews)}
    independent_scores: list[IndependentScore] = []
    for number, review in enumerate(reviews):
        second = seconds[review.pk]
        second.review = review
        others = [member for member in members if member.pk != review.appraiser_id]
        second.appraiser = others[number % len(others)]
        second.assigned_by, second.assigned_at = demo.people.officer, demo.moment(11, 22, 15)
        if review.state in (Review.State.COMPLETED, Review.State.RECONCILED):
            independent_scores += _compared(demo, second, at=required(review.completed_at))
    IndependentScore.objects.bulk_create(independent_scores)
    written = ["appraiser", "assigned_by", "assigned_at", "state", "first_done_by", "first_done_at"]
    SecondReview.objects.bulk_update(seconds.values(), [*written, "completed_by", "completed_at"])
    under_way = [review for review in reviews if review.state == Review.State.IN_PROGRESS]
    for review in under_way[:_STILL_OPEN]:
        _differ(demo, seconds[review.pk])


def _compared(demo: DemoYear, second: SecondReview, *, at: datetime) -> list[IndependentScore]:
    """Write both independent scores behind the final points; the lead resolved the differences."""
    review, step = second.review, second.review.assessment.rubric.step
    second.begin()
    second_member = required(second.appraiser)
    second.complete(by=second_member.person, at=at)
    second.first_done_by, second.first_done_at = review.appraiser.person, at
    made, resolved = [], []
    for score in review.scores.filter(criterion__code__in=second.criteria).order_by("criterion__sort_key"):
        points = required(score.points)
        other = points
        if demo.chance.random() < 0.2 and not score.claimed:
            other = points - step if points >= step else points + step
            score.comment = score.comment or words.SETTLEMENT_GROUND
            score.changed_by, score.changed_at = demo.people.lead, at
            resolved.append(score)
        for author, given in ((review.appraiser, points), (second_member, other)):
            made.append(_independent_score(score, author, given, at))
    ReviewScore.objects.bulk_update(resolved, ["comment", "changed_by", "changed_at"])
    return made


def _independent_score(score: ReviewScore, author: TeamMember, points: Decimal, at: datetime) -> IndependentScore:
    comment = "" if points == score.self_points else score.comment or words.COMMENTS[0]
    terms = {"not_applicable": score.not_applicable, "version": 1, "changed_at": at, "frozen_at": at}
    return IndependentScore(
        score=score, author=author, max_points=score.max_points, points=points, comment=comment, **terms
    )


def _differ(demo: DemoYear, second: SecondReview) -> None:
    """Both members complete their part; one criterion waits for the lead."""
    now = demo.moment(11, 23, 16)
    scores = list(second.review.scores.filter(criterion__code__in=second.criteria).select_related("criterion"))
    for place, member in enumerate((second.review.appraiser, required(second.appraiser))):
        for number, score in enumerate(scores):
            points = Decimal(0) if place and not number else score.self_points
            enter_independent_score(
                review=second.review,
                criterion=score.criterion.code,
                points=points,
                comment="" if points == score.self_points and not score.claimed else words.COMMENTS[0],
                seen_version=0,
                by=member.person,
                now=now,
            )
        complete_independent_scores(review=second.review, by=member.person, now=now)
