"""Set up the year's team and assign the dossiers [R3]."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q

from accounts.models import Role, User
from accounts.queries import barred_units, has_role
from appraisal import notices
from appraisal.double_review.policies import pair_problems
from appraisal.founding_decision import founding_decision_problems, founding_problems
from appraisal.models import AppraisalTeam, Review, ReviewScore, TeamMember
from appraisal.policies import assignment_problems
from appraisal.services.locks import LockedDossier, lock_dossier
from appraisal.services.second_reviews import give_first, load_of, open_second
from audit.services import record
from communes.models import Cycle
from communes.services.locks import lock_cycle
from documents.services import store_file
from evidence.services.locks import lock_dossiers
from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring.models import SelfAssessment


@transaction.atomic
def form_team(
    *,
    cycle: Cycle,
    decision_number: str,
    decision_date: date | None,
    lead: User,
    members: Iterable[User],
    by: User | None,
    now: datetime,
    secretary: User | None = None,
    decision_file: UploadedFile | None = None,
) -> AppraisalTeam:
    """Set up or change the year's team: its founding decision, its lead, its secretary, its members [R3].

    Without a new `decision_file` the one on record stays. A member who leaves must have no reviews.

    Raises:
        Refused: the decision does not fit, a person lacks the role, a member who leaves still has reviews, or the file
            cannot be stored.
    """
    lock_cycle(cycle.pk)
    parts = _parts(lead, secretary, members)
    people = {person.pk: person for person in parts}
    team = AppraisalTeam.objects.select_for_update(of=("self",)).filter(cycle=cycle).first()
    number, dated, has_file = decision_number, decision_date, _has_file(team, decision_file)
    founding = founding_decision_problems(cycle, team, number=number, dated=dated, has_file=has_file, now=now)
    refuse_if([*founding, *_role_problems(lead, people.values()), *_leaving_problems(team, lead, people)])
    if team is None:
        team = AppraisalTeam(cycle=cycle, formed_at=now, formed_by=by)
    before = _founding_decision(team)
    team.decision_number, team.decision_date = decision_number.strip(), decision_date
    if decision_file is not None:
        team.decision_file = store_file(upload=decision_file, by=by, now=now)
    team.full_clean()
    team.save()
    _write_members(team, parts | {lead: TeamMember.Part.LEAD})
    record("appraisal.form_team", by=by, now=now, on=team, count=len(people) + 1, lead=str(lead))
    if before != _founding_decision(team):
        _record_founding(team, by=by, now=now)
    return team


def _has_file(team: AppraisalTeam | None, sent: UploadedFile | None) -> bool:
    return sent is not None or (team is not None and team.decision_file_id is not None)


def _parts(lead: User, secretary: User | None, members: Iterable[User]) -> dict[User, TeamMember.Part]:
    """Who else has which part: the lead has no other."""
    parts = dict.fromkeys(members, TeamMember.Part.MEMBER)
    if secretary is not None:
        parts[secretary] = TeamMember.Part.SECRETARY
    parts.pop(lead, None)
    return parts


def _founding_decision(team: AppraisalTeam) -> tuple:
    """The founding decision that is stored with the team."""
    return team.decision_number, team.decision_date, team.decision_file_id


def _record_founding(team: AppraisalTeam, *, by: User | None, now: datetime) -> None:
    """The trail records each complete founding decision [R3]."""
    if team.is_founded:
        facts = {"decision": team.decision_number, "dated": f"{team.decision_date:%d/%m/%Y}"}
        record("appraisal.found_team", by=by, now=now, on=team, **facts)


def _write_members(team: AppraisalTeam, parts: Mapping[User, TeamMember.Part]) -> None:
    """Exactly these people; a part that only one person may have is first taken from its former owner."""
    team.members.exclude(person__in=[person.pk for person in parts]).delete()
    team.members.exclude(part=TeamMember.Part.MEMBER).update(part=TeamMember.Part.MEMBER)
    for person, part in parts.items():
        TeamMember.objects.update_or_create(team=team, person=person, defaults={"part": part})


def _role_problems(lead: User, people: Iterable[User]) -> Iterator[Problem]:
    if not has_role(lead, Role.TEAM_LEAD):
        yield Problem("person_is_no_lead", where="lead", params={"who": str(lead)})
    for person in people:
        if not has_role(person, Role.APPRAISER, Role.TEAM_LEAD):
            yield Problem("person_is_no_appraiser", where="members", params={"who": str(person)})


def _leaving_problems(team: AppraisalTeam | None, lead: User, people: dict[int, User]) -> Iterator[Problem]:
    if team is None:
        return
    busy = Q(reviews__isnull=False) | Q(second_reviews__isnull=False) | Q(independent_scores__isnull=False)
    leaving = team.members.exclude(person__in=[lead.pk, *people]).filter(busy).distinct()
    for member in leaving.select_related("person"):
        yield Problem("member_has_reviews", where="members", clause="R3", params={"who": str(member.person)})
    going = team.members.exclude(person__in=[lead.pk, *people]).filter(visits__isnull=False).distinct()
    for member in going.select_related("person"):
        yield Problem("member_has_visits", where="members", clause="R3", params={"who": str(member.person)})


@transaction.atomic
def assign_review(*, assessment: SelfAssessment, member: TeamMember, by: User, now: datetime) -> Review:
    """Assign a sent dossier to a member, or reassign it without losing scores [R3].

    Raises:
        Refused: the team is not founded, the dossier is not sent, its review is complete, or the member is of that
            commune or another year.
    """
    lock_cycle(assessment.registration.cycle_id)
    dossier = lock_dossier(assessment.pk)
    assessment, review = dossier.assessment, dossier.review
    refuse_if([*assignment_problems(assessment, member, review), *pair_problems(review, member, as_second=False)])
    if review is None:
        review = _open_review(dossier, member, by, now)
    else:
        if review.appraiser_id != member.pk:
            give_first(review)
        review.appraiser, review.assigned_at, review.assigned_by = member, now, by
        dossier.save_review("appraiser", "assigned_at", "assigned_by")
    record("appraisal.assign_review", by=by, now=now, on=review, label=str(assessment), appraiser=str(member.person))
    notices.review_assigned(review, now=now)
    return review


def _open_review(dossier: LockedDossier, member: TeamMember, by: User, now: datetime) -> Review:
    assessment = dossier.assessment
    review = Review.objects.create(assessment=assessment, appraiser=member, version=1, assigned_at=now, assigned_by=by)
    ReviewScore.objects.bulk_create(
        ReviewScore(
            review=review,
            criterion_id=criterion,
            max_points=max_points,
            # A dossier that was admitted incomplete may lack points: unscored criteria give none.
            self_points=Decimal(0) if points is None else points,
            claimed=not_applicable,
        )
        for criterion, max_points, points, not_applicable in assessment.scores.values_list(
            "criterion", "max_points", "points", "not_applicable"
        )
    )
    open_second(review)
    assessment.begin_appraisal()
    dossier.save_state()
    return review


@transaction.atomic
def distribute_reviews(*, team: AppraisalTeam, by: User, now: datetime) -> list[Review]:
    """Assign every unassigned sent dossier to the members, the least loaded first, never to a recused one [R3, S8].

    Raises:
        Refused: the team's founding decision is not on record.
    """
    lock_cycle(team.cycle_id)
    refuse_if(founding_problems(team))
    members = list(team.members.filter(part=TeamMember.Part.MEMBER).select_related("person", "team").order_by("pk"))
    barred = {member.pk: barred_units(member.person) for member in members}
    load = {member.pk: load_of(member) for member in members}
    waiting = SelfAssessment.objects.filter(
        registration__cycle=team.cycle, state=SelfAssessment.State.SUBMITTED, review=None
    )
    waiting = SelfAssessment.objects.filter(pk__in=lock_dossiers(waiting))
    waiting = waiting.select_related("registration__commune", "registration__cycle")
    given = []
    for assessment in waiting.order_by("registration__commune__code"):
        code = assessment.registration.commune.code
        free = [member for member in members if code not in barred[member.pk]]
        if not free:
            continue
        member = min(free, key=lambda candidate: load[candidate.pk])
        load[member.pk] += 1
        given.append(assign_review(assessment=assessment, member=member, by=by, now=now))
    record("appraisal.spread_assignments", by=by, now=now, on=team, count=len(given))
    return given
