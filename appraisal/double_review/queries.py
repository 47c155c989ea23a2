"""Queries of two independent reviews. Each of them applies `may_see_independent_score` [S8]."""

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import Role
from accounts.queries import barred_units, has_role
from appraisal.double_review.phases import Phase, Round, Viewer, may_see_independent_score, phase_of
from appraisal.models import IndependentScore, Review, ReviewScore, SecondReview, TeamMember, TwoReviews
from appraisal.queries.reviews import OVERSEES, UNDER_REVIEW, reviews_visible_to
from communes.models import Cycle
from kernel.problems import required
from scoring.models import Rubric
from scoring.queries import criterion_codes, criterion_rows


class ReviewerRole(StrEnum):
    """A person's part in a dossier: first appraiser, second appraiser, or reader."""

    FIRST = "first"
    SECOND = "second"
    READER = "reader"


def second_of(review: Review) -> SecondReview | None:
    """The second review of a dossier, where the year has double review."""
    return getattr(review, "second", None)


def doubly_reviewed(review: Review) -> list[str]:
    """The criteria of a dossier that two members review; usually none."""
    second = second_of(review)
    return second.criteria if second else []


def reviewer_role(review: Review, person) -> ReviewerRole:
    """This person's part in the dossier."""
    second = second_of(review)
    if review.appraiser.person_id == person.pk:
        return ReviewerRole.FIRST
    if second is not None and second.appraiser is not None and second.appraiser.person_id == person.pk:
        return ReviewerRole.SECOND
    return ReviewerRole.READER


def twice_reviewed(cycle: Cycle) -> list[str]:
    """The codes that the year reviews twice, as they were set: groups and criteria."""
    return list(TwoReviews.objects.filter(cycle=cycle).order_by("code").values_list("code", flat=True))


def criteria_below(rubric: Rubric, codes: Iterable[str]) -> list[str]:
    """The criteria that these codes stand for, in the table's order."""
    wanted = set(codes)
    return [
        criterion
        for criterion in criterion_codes(rubric)
        if any(criterion == code or criterion.startswith(f"{code}.") for code in wanted)
    ]


def begun_reviews(cycle: Cycle) -> QuerySet[Review]:
    """The reviews of a year that anybody has begun, as first or second."""
    untouched = Q(state=Review.State.ASSIGNED) & (Q(second=None) | Q(second__state=SecondReview.State.ASSIGNED))
    return Review.objects.filter(assessment__registration__cycle=cycle).exclude(untouched)


def phase_at(review: Review, *, unresolved: int | None = None) -> Phase | None:
    """The phase of the two reviews of a dossier; None where it is reviewed once.

    `unresolved` is the number of `unresolved_criteria`, where it is known already.
    """
    second = second_of(review)
    if second is None:
        return None
    if is_blind(review):
        return Phase.INDEPENDENT
    unresolved = unresolved_criteria(review) if unresolved is None else unresolved
    return phase_of(first_done=True, second_done=True, open_criteria=unresolved)


def unresolved_criteria(review: Review) -> int:
    """How many of the criteria that two members review have no final points."""
    return review.scores.filter(criterion__code__in=doubly_reviewed(review), points=None).count()


def is_blind(review: Review) -> bool:
    """True before the comparison, while both review independently."""
    second = second_of(review)
    return second is not None and (second.first_done_at is None or second.completed_at is None)


def independent_scores_for(reader, review: Review, phase: Phase | None = None) -> dict[str, list[IndependentScore]]:
    """The independent scores of a dossier that this person may see, by the criterion's code.

    The first member's before the second's.
    """
    second = second_of(review)
    if second is None:
        return {}
    phase = required(phase or phase_at(review))
    codes = {row.pk: row.code for row in criterion_rows(review.assessment.rubric)}
    by_criterion: dict[str, list[IndependentScore]] = defaultdict(list)
    stored = IndependentScore.objects.filter(score__review=review).select_related("author__person")
    viewer = _viewer(reader, review)
    for independent in stored.annotate(criterion=F("score__criterion")).order_by("pk"):
        if _shown(independent, reader=reader, viewer=viewer, review=review, phase=phase):
            by_criterion[codes[independent.criterion]].append(independent)
    for independent_scores in by_criterion.values():
        independent_scores.sort(key=lambda independent: independent.author_id == second.appraiser_id)
    return dict(by_criterion)


def own_independent_scores(reader, review: Review) -> dict[str, IndependentScore]:
    """This person's own scores of a dossier, by the criterion's code: what their page shows before the comparison."""
    seen = independent_scores_for(reader, review, Phase.INDEPENDENT)
    return {code: independent for code, independent_scores in seen.items() for independent in independent_scores}


def signed_independent_scores(member: TeamMember, review: Review) -> dict[int, IndependentScore]:
    """What one member gave alone, by the criterion's key, for the sheet that this member signs.

    There is nothing to sign while the two still judge, each alone [S8].
    """
    if is_blind(review):
        return {}
    compared = IndependentScore.objects.filter(score__review=review, author=member, frozen_at__isnull=False)
    return {one.score.criterion_id: one for one in compared.select_related("score")}


def compared_independent_scores(reader, cycle: Cycle) -> QuerySet[IndependentScore]:
    """Every compared score of a year that this person may see, for the agreement figures.

    After the comparison everybody who may see the review is no outsider to it, so `may_see_independent_score` grants
    them each frozen score; `tests/appraisal/test_two_reviews.py` checks that both rules agree.
    """
    reviews = reviews_visible_to(reader).filter(
        assessment__registration__cycle=cycle, second__first_done_at__isnull=False, second__completed_at__isnull=False
    )
    stored = IndependentScore.objects.filter(score__review__in=reviews.order_by().values("pk"))
    return stored.filter(frozen_at__isnull=False)


OTHER = "score__independent_scores"
"""The way from one of two compared opinions to the other, in the rows of `compared_twos`."""


def compared_twos(reader, cycle: Cycle) -> QuerySet[IndependentScore]:
    """Pairs of compared scores on the same criterion: one row per pair."""
    seen = compared_independent_scores(reader, cycle).filter(score__max_points__gt=0)
    return seen.filter(**{f"{OTHER}__frozen_at__isnull": False, f"{OTHER}__pk__gt": F("pk")}).order_by()


def was_compared() -> Exists:
    """A query expression: true where two compared scores are behind a score."""
    return Exists(IndependentScore.objects.filter(score=OuterRef("pk"), frozen_at__isnull=False))


def _round(second: SecondReview, independent: IndependentScore, phase: Phase) -> Round:
    if phase is not Phase.INDEPENDENT and independent.frozen_at is None:
        return Round.ABANDONED
    return Round.SECOND if independent.author_id == second.appraiser_id else Round.FIRST


def _viewer(reader, review: Review) -> Viewer:
    """The reader's relation to the scores of others on this dossier."""
    if review.assessment.registration.commune.code in barred_units(reader):
        return Viewer.OUTSIDER
    if reviewer_role(review, reader) is not ReviewerRole.READER:
        return Viewer.OTHER
    return Viewer.OVERSEER if has_role(reader, *OVERSEES) or _keeps_minutes(reader, review) else Viewer.OUTSIDER


def _keeps_minutes(reader, review: Review) -> bool:
    secretaries = TeamMember.objects.filter(person=reader, part=TeamMember.Part.SECRETARY)
    return has_role(reader, Role.APPRAISER) and secretaries.filter(team=review.appraiser.team_id).exists()


def _shown(independent: IndependentScore, *, reader, viewer: Viewer, review: Review, phase: Phase) -> bool:
    if independent.author.person_id == reader.pk and viewer is not Viewer.OUTSIDER:
        viewer = Viewer.AUTHOR
    return may_see_independent_score(phase=phase, round=_round(review.second, independent, phase), viewer=viewer)


def reviews_to_resolve(cycle: Cycle) -> QuerySet[Review]:
    """The reviews of a year whose differences wait for the lead."""
    compared = Review.objects.filter(
        assessment__registration__cycle=cycle,
        second__first_done_at__isnull=False,
        second__completed_at__isnull=False,
        state__in=UNDER_REVIEW,
    )
    open_scores = ReviewScore.objects.filter(points=None, independent_scores__frozen_at__isnull=False)
    return compared.filter(pk__in=open_scores.values("review"))
