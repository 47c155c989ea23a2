"""When two members may review the same criteria, complete their part, and have their differences resolved.

Each function gives every reason against it [S8].

The reasons for single reviews are in `appraisal.policies`.
"""

from collections.abc import Collection, Iterator

from accounts.models import User
from accounts.queries import barred_units
from appraisal.double_review.queries import (
    ReviewerRole,
    begun_reviews,
    doubly_reviewed,
    is_blind,
    own_independent_scores,
    reviewer_role,
    second_of,
)
from appraisal.founding_decision import founding_problems
from appraisal.models import Review, SecondReview, TeamMember
from appraisal.policies import reviewing_problems
from communes.models import Cycle
from kernel.problems import Problem
from scoring.models import Rubric
from scoring.queries import criterion_rows


def setting_problems(cycle: Cycle, rubric: Rubric, codes: Collection[str]) -> Iterator[Problem]:
    """Why the year's double review cannot be set so: no such criterion, the lead reviews, or a review has begun."""
    known = {row.code for row in criterion_rows(rubric)}
    for code in codes:
        if code not in known:
            yield Problem("two_reviews_unknown", where=code, clause="S8")
    leads = Review.objects.filter(assessment__registration__cycle=cycle, appraiser__part=TeamMember.Part.LEAD)
    if codes and (held := leads.select_related("appraiser__person").first()):
        params = {"who": str(held.appraiser.person)}
        yield Problem("lead_reviews_what_is_settled", where="codes", clause="S8", params=params)
    if begun_reviews(cycle).exists():
        yield Problem("two_reviews_begun", where="codes", clause="S8")


def pair_problems(review: Review | None, member: TeamMember, *, as_second: bool) -> Iterator[Problem]:
    """Why this member cannot be one of the two: already the other, or the lead, who resolves differences."""
    second = second_of(review) if review is not None else None
    if review is None or second is None:
        return
    where, params = review.assessment.registration.commune.code, {"who": str(member.person)}
    other = review.appraiser_id if as_second else second.appraiser_id
    if other == member.pk:
        yield Problem("both_reviews_of_one", where=where, clause="S8", params=params)
    if member.part == TeamMember.Part.LEAD:
        yield Problem("lead_reviews_what_is_settled", where=where, clause="S8", params=params)


def second_problems(review: Review | None, member: TeamMember, *, where: str) -> Iterator[Problem]:
    """Why this member cannot be the second: nothing is reviewed twice, already done, recused, or of another year."""
    second = second_of(review) if review is not None else None
    params = {"who": str(member.person)}
    if review is None or second is None:
        yield Problem("nothing_reviewed_twice", where=where, clause="S8")
        return
    yield from founding_problems(review.appraiser.team)
    if second.state == SecondReview.State.COMPLETED:
        yield Problem("second_review_completed_already", where=where, clause="S8")
    if member.team_id != review.appraiser.team_id:
        yield Problem("member_of_another_year", where=where, clause="R3")
    if where in barred_units(member.person):
        yield Problem("member_recused", where=where, clause="S8", params=params)
    yield from pair_problems(review, member, as_second=True)


def single_problems(review: Review, criterion: str, person: User) -> Iterator[Problem]:
    """Why this person gives no points on a criterion with a single review: it belongs to the first appraiser."""
    if reviewer_role(review, person) is ReviewerRole.SECOND:
        yield Problem("criterion_not_reviewed_twice", where=criterion, clause="S8")


def entry_problems(review: Review, criterion: str, person: User) -> Iterator[Problem]:
    """Why this person cannot give points on this criterion now, in a single or a double review."""
    if criterion in doubly_reviewed(review):
        yield from independent_score_problems(review, criterion, person)
        return
    yield from reviewing_problems(review)
    yield from single_problems(review, criterion, person)


def independent_score_problems(review: Review, criterion: str, person: User) -> Iterator[Problem]:
    """Why this person cannot give an independent score on this criterion now."""
    yield from reviewing_problems(review)
    role = reviewer_role(review, person)
    if criterion not in doubly_reviewed(review) or role is ReviewerRole.READER:
        yield Problem("criterion_not_reviewed_twice", where=criterion, clause="S8")
    elif is_done(review, role):
        yield Problem("independent_scores_completed_already", where=criterion, clause="S8")


def is_done(review: Review, role: ReviewerRole) -> bool:
    """True where the first, or the second, has completed their scores."""
    second = second_of(review)
    done = {ReviewerRole.FIRST: second and second.first_done_at, ReviewerRole.SECOND: second and second.completed_at}
    return done.get(role) is not None


def independent_review_problems(review: Review, person: User) -> Iterator[Problem]:
    """Why this person's part is not complete: the phase, and each criterion without their points."""
    yield from reviewing_problems(review)
    role = reviewer_role(review, person)
    if role is ReviewerRole.READER or second_of(review) is None:
        yield Problem("nothing_reviewed_twice", where="state", clause="S8")
        return
    if is_done(review, role):
        yield Problem("independent_scores_completed_already", where="state", clause="S8")
        return
    given = own_independent_scores(person, review)
    for code in doubly_reviewed(review):
        if code not in given or given[code].points is None:
            yield Problem("criterion_not_reviewed", where=code, clause="R3")


def changing_problems(review: Review, criterion: str, person: User) -> Iterator[Problem]:
    """Why this person cannot change the points of a complete double review: only the lead may."""
    if criterion in doubly_reviewed(review) and reviewer_role(review, person) is not ReviewerRole.READER:
        yield Problem("lead_changes_what_two_reviewed", where=criterion, clause="S8")


def difference_problems(review: Review, criterion: str, justification: str, person: User) -> Iterator[Problem]:
    """Why a difference cannot be resolved: the two are not done, not theirs, no justification, or a party decides."""
    yield from reviewing_problems(review)
    if criterion not in doubly_reviewed(review):
        yield Problem("criterion_not_reviewed_twice", where=criterion, clause="S8")
    elif is_blind(review):
        yield Problem("independent_scores_not_complete", where=criterion, clause="S8")
    if reviewer_role(review, person) is not ReviewerRole.READER:
        yield Problem("judge_in_own_cause", where=criterion, clause="S8")
    if not justification.strip():
        yield Problem("settlement_without_justification", where=criterion, clause="S8")
