"""Setting up the year's team and giving out the dossiers [R3]."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from accounts.models import Role
from accounts.queries import has_role, has_role_in
from appraisal import notices
from appraisal.models import AppraisalTeam, Review, ReviewScore, TeamMember
from appraisal.policies import assignment_problems
from audit.services import record
from communes.models import Cycle
from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring.models import SelfAssessment


@transaction.atomic
def form_team(
    *, cycle: Cycle, decision_number: str, decision_date: date | None, lead, members: Iterable, by, now: datetime
) -> AppraisalTeam:
    """Set up the year's team, or change it: its founding decision, its lead, its members [R3].

    Members who have reviews stay reachable: one who leaves must have none.

    Raises:
        Refused: a person lacks the role, or a member who leaves still has reviews.
    """
    people = {person.pk: person for person in members if person != lead}
    team = AppraisalTeam.objects.select_for_update(of=("self",)).filter(cycle=cycle).first()
    refuse_if([*_role_problems(lead, people.values()), *_leaving_problems(team, lead, people)])
    if team is None:
        team = AppraisalTeam(cycle=cycle, formed_at=now, formed_by=by)
    team.decision_number, team.decision_date = decision_number, decision_date
    team.full_clean()
    team.save()
    team.members.exclude(person__in=[lead.pk, *people]).delete()
    team.members.filter(part=TeamMember.Part.LEAD).exclude(person=lead).update(part=TeamMember.Part.MEMBER)
    for person in [*people.values(), lead]:
        part = TeamMember.Part.LEAD if person == lead else TeamMember.Part.MEMBER
        TeamMember.objects.update_or_create(team=team, person=person, defaults={"part": part})
    record("appraisal.form_team", by=by, now=now, on=team, count=len(people) + 1, lead=str(lead))
    return team


def _role_problems(lead, people: Iterable) -> Iterable[Problem]:
    if not has_role(lead, Role.TEAM_LEAD):
        yield Problem("person_is_no_lead", where="lead", params={"who": str(lead)})
    for person in people:
        if not has_role(person, Role.APPRAISER, Role.TEAM_LEAD):
            yield Problem("person_is_no_appraiser", where="members", params={"who": str(person)})


def _leaving_problems(team: AppraisalTeam | None, lead, people: dict) -> Iterable[Problem]:
    if team is None:
        return
    leaving = team.members.exclude(person__in=[lead.pk, *people]).filter(reviews__isnull=False).distinct()
    for member in leaving.select_related("person"):
        yield Problem("member_has_reviews", where="members", clause="R3", params={"who": str(member.person)})


@transaction.atomic
def assign_review(*, assessment: SelfAssessment, member: TeamMember, by, now: datetime) -> Review:
    """Give a sent dossier to a member, or to another one without loss of what is scored [R3].

    Raises:
        Refused: the dossier is not sent, its review is complete, or the member is of that commune or another year.
    """
    rows = SelfAssessment.objects.select_for_update(of=("self",))
    assessment = rows.select_related("registration__commune", "registration__cycle").get(pk=assessment.pk)
    review = Review.objects.filter(assessment=assessment).first()
    refuse_if(assignment_problems(assessment, member, review))
    if review is None:
        review = _open_review(assessment, member, by, now)
    else:
        review.appraiser, review.assigned_at, review.assigned_by = member, now, by
        review.save(update_fields=["appraiser", "assigned_at", "assigned_by"])
    record("appraisal.assign_review", by=by, now=now, on=review, label=str(assessment), appraiser=str(member.person))
    notices.review_assigned(review, now=now)
    return review


def _open_review(assessment: SelfAssessment, member: TeamMember, by, now: datetime) -> Review:
    review = Review.objects.create(assessment=assessment, appraiser=member, assigned_at=now, assigned_by=by)
    ReviewScore.objects.bulk_create(
        ReviewScore(
            review=review, criterion_id=criterion, max_points=max_points, self_points=points, claimed=not_applicable
        )
        for criterion, max_points, points, not_applicable in assessment.scores.values_list(
            "criterion", "max_points", "points", "not_applicable"
        )
    )
    assessment.begin_appraisal()
    assessment.save(update_fields=["state"])
    return review


@transaction.atomic
def spread_assignments(*, team: AppraisalTeam, by, now: datetime) -> list[Review]:
    """Give every sent dossier that nobody has to the members, the least loaded first, never one's own commune [R3]."""
    members = list(team.members.filter(part=TeamMember.Part.MEMBER).select_related("person", "team").order_by("pk"))
    load = {member.pk: member.reviews.count() for member in members}
    waiting = SelfAssessment.objects.filter(
        registration__cycle=team.cycle, state=SelfAssessment.State.SUBMITTED, review=None
    ).select_related("registration__commune", "registration__cycle")
    given = []
    for assessment in waiting.order_by("registration__commune__code"):
        code = assessment.registration.commune.code
        free = [m for m in members if not has_role_in(m.person, code, Role.COMMUNE_EDITOR, Role.COMMUNE_HEAD)]
        if not free:
            continue
        member = min(free, key=lambda candidate: load[candidate.pk])
        load[member.pk] += 1
        given.append(assign_review(assessment=assessment, member=member, by=by, now=now))
    record("appraisal.spread_assignments", by=by, now=now, on=team, count=len(given))
    return given
