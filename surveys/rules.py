"""Permissions on surveys."""

from typing import Any

import rules

from accounts.models import Role, User
from accounts.queries import has_role, hidden_units
from accounts.rules import is_officer, is_person
from communes.rules import is_of_commune, sees_entry
from surveys.models import Answer

TEAM = (Role.APPRAISER, Role.TEAM_LEAD)


@rules.predicate
def is_of_the_team(user: User, survey: Any = None) -> bool:
    """A member of the team, who is not recused from this commune [S8]."""
    return survey is not None and has_role(user, *TEAM) and survey.commune.code not in hidden_units(user)


@rules.predicate
def may_hide_name(user: User, target: Any = None) -> bool:
    """People who may read a free text, of an answer or of a whole survey."""
    survey = target.response.survey if isinstance(target, Answer) else target
    return is_of_commune.test(user, survey) or is_of_the_team.test(user, survey)


rules.add_perm("surveys.view_figures", is_of_commune | sees_entry)
rules.add_perm("surveys.read_texts", is_of_commune | is_of_the_team)
rules.add_perm("surveys.enter_papers", is_of_commune)
rules.add_perm("surveys.hide_name", may_hide_name)
rules.add_perm("surveys.view_survey", is_of_commune | sees_entry)
rules.add_perm("surveys.manage_survey", is_of_commune)
rules.add_perm("surveys.view_questionnaires", is_person)
rules.add_perm("surveys.edit_questionnaire", is_officer)
