"""Set what a year reviews twice, and who is the second reviewer [S8]."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from accounts.queries import barred_units
from appraisal import notices
from appraisal.double_review import policies as double_review_policies
from appraisal.double_review.queries import criteria_below, twice_reviewed
from appraisal.founding_decision import founding_problems
from appraisal.models import AppraisalTeam, Review, SecondReview, TeamMember, TwoReviews
from appraisal.queries.coverage import covered_by_members, covering_members
from appraisal.services.locks import lock_dossier
from audit.services import record
from communes.models import Cycle
from communes.services.locks import lock_cycle
from evidence.services.locks import lock_dossiers
from kernel.problems import required
from kernel.refusals import refuse_if
from scoring.models import SelfAssessment
from scoring.queries import table_in_force


@transaction.atomic
def set_two_reviews(*, cycle: Cycle, codes: Collection[str], by: User | None, now: datetime) -> list[str]:
    """Set the groups and criteria of the year with double review; with none, everything is reviewed once.

    Dossiers that are assigned but not begun are updated.

    Raises:
        Refused: the table has no such criterion, or a review of the year has begun.
    """
    lock_cycle(cycle.pk)
    lock_dossiers(SelfAssessment.objects.filter(registration__cycle=cycle))
    rubric = table_in_force(cycle)
    refuse_if(double_review_policies.setting_problems(cycle, rubric, codes))
    TwoReviews.objects.filter(cycle=cycle).exclude(code__in=codes).delete()
    known = twice_reviewed(cycle)
    TwoReviews.objects.bulk_create(
        TwoReviews(cycle=cycle, code=code, set_at=now, set_by=by) for code in codes if code not in known
    )
    criteria = criteria_below(rubric, codes)
    reviews = Review.objects.filter(assessment__registration__cycle=cycle)
    if criteria:
        SecondReview.objects.filter(review__in=reviews).update(criteria=criteria)
        SecondReview.objects.bulk_create(
            SecondReview(review=one, criteria=criteria) for one in reviews.filter(second=None)
        )
    else:
        SecondReview.objects.filter(review__in=reviews).delete()
    reviews.update(version=F("version") + 1)
    record("appraisal.set_two_reviews", by=by, now=now, on=cycle, codes=", ".join(sorted(codes)) or "–")
    return criteria


def open_second(review: Review) -> None:
    """Create a second review for a new review, where the year has double review.

    Raises:
        Refused: the first appraiser is the lead, who resolves differences.
    """
    codes = twice_reviewed(review.assessment.registration.cycle)
    if criteria := criteria_below(review.assessment.rubric, codes) if codes else []:
        review.second = SecondReview.objects.create(review=review, criteria=criteria)
        refuse_if(double_review_policies.pair_problems(review, review.appraiser, as_second=False))


def give_first(review: Review) -> None:
    """The first reviewer changes: before the comparison they start again; existing scores stay with their author."""
    SecondReview.objects.filter(review=review, completed_at=None).update(first_done_at=None, first_done_by=None)


@transaction.atomic
def assign_second_review(*, assessment: SelfAssessment, member: TeamMember, by: User, now: datetime) -> SecondReview:
    """Assign the second review of a dossier to a member; a new one starts again, and existing scores stay [R3, S8].

    Raises:
        Refused: the first review is not assigned yet, nothing is reviewed twice, the second review is complete, or the
            member is the first appraiser, the lead, of another year, or recused from that commune.
    """
    lock_cycle(assessment.registration.cycle_id)
    dossier = lock_dossier(assessment.pk)
    review, second = dossier.review, dossier.second
    refuse_if(double_review_policies.second_problems(review, member, where=dossier.registration.commune.code))
    review, second = required(review), required(second)
    if second.appraiser_id == member.pk:
        return second
    second.hand_over(member, by=by, at=now)
    second.save()
    dossier.save_review()
    facts = {"label": str(review.assessment), "appraiser": str(member.person)}
    record("appraisal.assign_second_review", by=by, now=now, on=review, **facts)
    notices.second_review_assigned(review, now=now)
    return second


@transaction.atomic
def distribute_second_reviews(*, team: AppraisalTeam, by: User, now: datetime) -> list[SecondReview]:
    """Assign every open second review to the least loaded member, never to the first or a recused one [R3, S8].

    Members who cover the groups that are reviewed twice come first.

    Raises:
        Refused: the team's founding decision is not on record.
    """
    lock_cycle(team.cycle_id)
    refuse_if(founding_problems(team))
    waiting = Review.objects.filter(
        appraiser__team=team, second__isnull=False, second__appraiser=None, assessment__registration__isnull=False
    )
    lock_dossiers(SelfAssessment.objects.filter(review__in=waiting))
    members = list(team.members.filter(part=TeamMember.Part.MEMBER).select_related("person", "team").order_by("pk"))
    barred = {member.pk: barred_units(member.person) for member in members}
    load = {member.pk: load_of(member) for member in members}
    covered = covered_by_members(team)
    given = []
    for review in waiting.select_related("assessment__registration__commune", "second").order_by("pk"):
        code = review.assessment.registration.commune.code
        free = [one for one in members if one.pk != review.appraiser_id and code not in barred[one.pk]]
        if not free:
            continue
        free = covering_members(free, covered, {criterion.partition(".")[0] for criterion in review.second.criteria})
        member = min(free, key=lambda candidate: load[candidate.pk])
        load[member.pk] += 1
        given.append(assign_second_review(assessment=review.assessment, member=member, by=by, now=now))
    record("appraisal.spread_second_reviews", by=by, now=now, on=team, count=len(given))
    return given


def load_of(member: TeamMember) -> int:
    """How many dossiers a member has, as first and as second."""
    first = member.reviews.filter(assessment__registration__isnull=False)
    second = member.second_reviews.filter(review__assessment__registration__isnull=False)
    return first.count() + second.count()
