"""Permissions on results. The department drafts, the lead confirms, the city decides [R3, QT4]."""

from typing import Any

import rules

from accounts.models import COMMUNE_ROLES, Role, User
from accounts.queries import has_role, has_role_in, units_of
from accounts.rules import is_administrator, is_city_leader, is_department, is_officer, is_team_lead
from appraisal.models import TeamMember
from communes.models import Cycle, Registration
from results.models import Outcome, PlanTask


@rules.predicate
def is_viewer(user: User, target: Any = None) -> bool:
    """The department, the team's lead and the city may read the results."""
    return has_role(user, Role.OFFICER, Role.TEAM_LEAD, Role.CITY_LEADER)


@rules.predicate
def leads_the_year(user: User, cycle: Any) -> bool:
    """True for the lead of that year's appraisal team."""
    if not isinstance(cycle, Cycle):
        return False
    return TeamMember.objects.filter(team__cycle=cycle, part=TeamMember.Part.LEAD, person=user).exists()


@rules.predicate
def is_of_any_unit(user: User, target: Any = None) -> bool:
    """People of communes may read evidence that other units share."""
    return has_role(user, *COMMUNE_ROLES)


@rules.predicate
def is_own_head(user: User, registration: Any) -> bool:
    """True for the head of the person's own commune."""
    return isinstance(registration, Registration) and has_role_in(user, registration.commune.code, Role.COMMUNE_HEAD)


@rules.predicate
def is_own_plan_task(user: User, task: Any) -> bool:
    return isinstance(task, PlanTask) and is_own_published(user, task.registration)


@rules.predicate
def is_own_published(user: User, registration: Any) -> bool:
    """True for the person's own commune, once its result is published."""
    if not isinstance(registration, Registration) or registration.commune.code not in units_of(user):
        return False
    outcome = getattr(registration, "outcome", None)
    return outcome is not None and outcome.state == Outcome.State.PUBLISHED


rules.add_perm("results.view_ranking", is_viewer)
rules.add_perm("results.view_standing", is_viewer | is_own_published)
rules.add_perm("results.edit_plan", is_own_published)
rules.add_perm("results.edit_plan_task", is_own_plan_task)
rules.add_perm("results.share_evidence", is_own_published & is_own_head)
rules.add_perm("results.view_examples", is_of_any_unit | is_viewer)
rules.add_perm("results.compare_tables", is_officer | is_administrator)
rules.add_perm("results.draft_outcomes", is_department)
rules.add_perm("results.record_report", is_officer)
rules.add_perm("results.confirm_outcomes", is_team_lead & leads_the_year)
rules.add_perm("results.approve_outcomes", is_city_leader)
rules.add_perm("results.send_back_outcomes", is_city_leader)
rules.add_perm("results.recognise", is_city_leader)
rules.add_perm("results.commend", is_city_leader)
rules.add_perm("results.publish_outcomes", is_city_leader)
rules.add_perm("results.revoke_recognition", is_city_leader)
