"""Permissions to appraise, confirm and record."""

from typing import Any

import rules

from accounts.models import Role, User
from accounts.queries import barred_units, has_role, has_role_in
from accounts.rules import is_officer, is_team_lead
from appraisal.double_review.queries import second_of
from appraisal.models import AppraisalTeam, Breach, ReviewScore, TeamMember, Visit
from appraisal.queries import (
    OVERSEES,
    deciding_member_of_breach,
    deciding_place,
    members_for_breach,
    office_of,
)
from communes.models import Cycle

_RANKS: dict[str, tuple[Role, ...]] = {
    TeamMember.Part.LEAD: (Role.TEAM_LEAD,),
    TeamMember.Part.SECRETARY: (Role.APPRAISER, Role.TEAM_LEAD),
}


def _review(target: Any) -> Any:
    return target.review if isinstance(target, ReviewScore | Visit) else target


@rules.predicate
def is_assigned(user: User, target: Any = None) -> bool:
    """The appraiser of this review."""
    return (
        target is not None
        and has_role(user, Role.APPRAISER, Role.TEAM_LEAD)
        and (_review(target).appraiser.person_id == user.pk)
        and not _is_barred(user, target)
    )


def unit_code_of(target: Any) -> str:
    """The official code of the unit of this breach, review or visit."""
    if isinstance(target, Breach):
        return target.registration.commune.code
    return _review(target).assessment.of_registration.commune.code


def _is_barred(user: User, target: Any) -> bool:
    is_set_aside = not isinstance(target, Breach) and _review(target).assessment.registration_id is None
    return is_set_aside or unit_code_of(target) in barred_units(user)


@rules.predicate
def is_barred_from(user: User, target: Any = None) -> bool:
    """A member of the team who is recused from the commune, or works there: they see nothing of it [S8].

    What a correction of the table set aside is visible only among the former reviews.
    """
    return target is not None and not isinstance(target, Cycle) and _is_barred(user, target)


@rules.predicate
def is_second(user: User, target: Any = None) -> bool:
    """The second appraiser of this review."""
    if target is None or not has_role(user, Role.APPRAISER, Role.TEAM_LEAD) or _is_barred(user, target):
        return False
    second = second_of(_review(target))
    return second is not None and second.appraiser is not None and second.appraiser.person_id == user.pk


@rules.predicate
def appraises(user: User, target: Any = None) -> bool:
    """A person with assigned reviews; the query decides which."""
    return has_role(user, Role.APPRAISER, Role.TEAM_LEAD)


@rules.predicate
def leads_team(user: User, target: Any = None) -> bool:
    """The lead of the team that made this review; where the lead is recused, its secretary [S8]."""
    if target is None or not has_role(user, Role.TEAM_LEAD, Role.APPRAISER):
        return False
    place = deciding_place(user, _review(target))
    return place is not None and has_role(user, *_RANKS[place.part])


@rules.predicate
def keeps_minutes(user: User, target: Any = None) -> bool:
    """The secretary of the team that made this review."""
    if target is None or not has_role(user, Role.APPRAISER) or _is_barred(user, target):
        return False
    members = _review(target).appraiser.team.members.all()
    return any(member.person_id == user.pk and member.part == TeamMember.Part.SECRETARY for member in members)


@rules.predicate
def resolves_breach(user: User, target: Any = None) -> bool:
    """The person who decides on a breach, as on a review; where nobody of the team may, any team lead [S4, S8]."""
    if target is None or not has_role(user, Role.TEAM_LEAD, Role.APPRAISER):
        return False
    members = members_for_breach(target)
    own = office_of(user, members)
    judge = deciding_member_of_breach(target, members)
    if judge is not None:
        return judge is own and has_role(user, *_RANKS[judge.part])
    return has_role(user, Role.TEAM_LEAD) and target.registration.commune.code not in barred_units(user)


@rules.predicate
def recorded_breach(user: User, target: Any = None) -> bool:
    """The person who recorded this breach, while they may record breaches."""
    return target is not None and target.recorded_by_id == user.pk and not _is_barred(user, target)


@rules.predicate
def is_of_commune_in_breach(user: User, target: Any = None) -> bool:
    """A person who may fill in or send the dossier of the breach's commune."""
    roles = (Role.COMMUNE_HEAD, Role.COMMUNE_EDITOR)
    return target is not None and has_role_in(user, target.registration.commune.code, *roles)


@rules.predicate
def goes_on_visit(user: User, target: Any = None) -> bool:
    """A member of the team who attends this visit."""
    return (
        target is not None
        and has_role(user, *_RANKS[TeamMember.Part.SECRETARY])
        and not _is_barred(user, target)
        and any(member.person_id == user.pk for member in target.members.all())
    )


@rules.predicate
def is_of_visited_commune(user: User, target: Any = None) -> bool:
    roles = (Role.COMMUNE_HEAD, Role.COMMUNE_EDITOR)
    code = "" if target is None else target.review.assessment.registration.commune.code
    return has_role_in(user, code, *roles)


@rules.predicate
def oversees(user: User, target: Any = None) -> bool:
    return has_role(user, *OVERSEES)


@rules.predicate
def is_secretary(user: User, target: Any = None) -> bool:
    """The secretary of that team, or of the team of that year."""
    if target is None or not has_role(user, Role.APPRAISER):
        return False
    if isinstance(target, AppraisalTeam):
        own = office_of(user, target.members.all())
        return own is not None and own.part == TeamMember.Part.SECRETARY
    return TeamMember.objects.filter(team__cycle=target, person=user, part=TeamMember.Part.SECRETARY).exists()


@rules.predicate
def is_of_team(user: User, target: Any = None) -> bool:
    return has_role(user, *OVERSEES, Role.APPRAISER)


@rules.predicate
def reads_former_reviews(user: User, registration: Any = None) -> bool:
    """The team and its overseers, except where they are recused; the query decides which reviews [S8]."""
    barred = registration is not None and registration.commune.code in barred_units(user)
    return is_of_team.test(user) and not barred


rules.add_perm("appraisal.view_team", is_of_team)
rules.add_perm("appraisal.form_team", is_officer)
rules.add_perm("appraisal.declare_conflict", is_of_team)
rules.add_perm("appraisal.lift_conflict", is_officer)
rules.add_perm("appraisal.assign_review", is_officer | is_team_lead)
rules.add_perm("appraisal.set_coverage", is_officer | is_team_lead)
rules.add_perm("appraisal.list_reviews", is_of_team)
rules.add_perm("appraisal.view_review", (is_assigned | is_second | oversees | keeps_minutes) & ~is_barred_from)
rules.add_perm("appraisal.enter_review_score", is_assigned | is_second)
# Without an object: `enter_review_score` is checked on the review itself, under its lock.
rules.add_perm("appraisal.score_at_desk", appraises)
rules.add_perm("appraisal.import_review_scores", appraises)
rules.add_perm("appraisal.set_two_reviews", is_officer)
rules.add_perm("appraisal.complete_independent_scores", is_assigned | is_second)
rules.add_perm("appraisal.resolve_difference", leads_team)
rules.add_perm("appraisal.view_progress", oversees | is_secretary)
rules.add_perm("appraisal.view_agreement", is_officer | is_team_lead)
rules.add_perm("appraisal.complete_review", is_assigned)
rules.add_perm("appraisal.send_back_review", leads_team)
rules.add_perm("appraisal.reconcile_review", leads_team)
rules.add_perm("appraisal.put_question", is_assigned | is_second | leads_team)
rules.add_perm("appraisal.ask_commune", is_assigned | leads_team)
rules.add_perm("appraisal.reply_to_explanation", is_assigned | leads_team)
rules.add_perm("appraisal.write_minutes", is_assigned | keeps_minutes | leads_team)
rules.add_perm("appraisal.reopen_review", leads_team)
rules.add_perm("appraisal.set_terms", is_officer)
rules.add_perm("appraisal.view_breach", is_of_team & ~is_barred_from)
rules.add_perm("appraisal.record_breach", is_officer | is_team_lead)
rules.add_perm("appraisal.resolve_breach", resolves_breach)
rules.add_perm("appraisal.withdraw_breach", recorded_breach & (is_officer | is_team_lead))
rules.add_perm("appraisal.set_aside_breach", resolves_breach)
rules.add_perm("appraisal.close_unconsidered", resolves_breach)
rules.add_perm("appraisal.add_breach_documents", is_officer | is_team_lead)
rules.add_perm("appraisal.set_breach_terms", is_officer)
rules.add_perm("appraisal.view_own_breach", is_of_commune_in_breach)
rules.add_perm("appraisal.answer_breach", is_of_commune_in_breach)
rules.add_perm("appraisal.view_former_reviews", reads_former_reviews)
rules.add_perm("appraisal.list_visits", is_of_team)
_sees_visit = oversees | is_assigned | goes_on_visit | keeps_minutes | is_second
rules.add_perm("appraisal.view_visit", _sees_visit & ~is_barred_from)
rules.add_perm("appraisal.plan_visit", is_assigned | leads_team | is_officer)
rules.add_perm("appraisal.record_visit", goes_on_visit | is_assigned | leads_team)
rules.add_perm("appraisal.view_own_visit", is_of_visited_commune)
