"""Permissions on self-assessments and the scoring table."""

from typing import Any

import rules

from accounts.models import Role, User
from accounts.queries import has_role, has_role_in, hidden_units
from accounts.rules import is_administrator, is_officer, is_person
from communes.queries import CITY_WIDE
from communes.rules import is_city_wide
from scoring.addresses import DossierAddress
from scoring.models import SelfAssessment


def unit_code_of(target: Any) -> str:
    """The official code of the unit that the dossier or score belongs to."""
    if isinstance(target, DossierAddress):
        return target.code
    assessment = getattr(target, "assessment", target)
    return assessment.of_registration.commune.code


@rules.predicate
def is_of_assessed_commune(user: User, target: Any = None) -> bool:
    return target is not None and has_role_in(user, unit_code_of(target), Role.COMMUNE_HEAD, Role.COMMUNE_EDITOR)


@rules.predicate
def is_head_of_assessed_commune(user: User, target: Any = None) -> bool:
    return target is not None and has_role_in(user, unit_code_of(target), Role.COMMUNE_HEAD)


@rules.predicate
def sees_assessments(user: User, target: Any = None) -> bool:
    """The department, the team and the city see the lists; administrators maintain the table but do not see scores."""
    return has_role(user, *(role for role in CITY_WIDE if role != Role.ADMINISTRATOR))


@rules.predicate
def sees_sent_assessment(user: User, target: Any = None) -> bool:
    """The same people see a self-assessment once it is sent, except where they are recused [S8]."""
    if target is None or not sees_assessments.test(user):
        return sees_assessments.test(user)
    assessment = getattr(target, "assessment", target)
    is_sent = assessment.state != SelfAssessment.State.OPEN
    return is_sent and unit_code_of(target) not in hidden_units(user)


rules.add_perm("scoring.view_rubric", is_person)
rules.add_perm("scoring.view_provenance", is_officer | is_administrator)
rules.add_perm("scoring.edit_rubric", is_administrator)
rules.add_perm("scoring.write_hints", is_officer)
rules.add_perm("scoring.confirm_figure", is_administrator)
rules.add_perm("scoring.open_cycle", is_officer | is_administrator)
rules.add_perm("scoring.close_cycle", is_officer | is_administrator)
rules.add_perm("scoring.list_assessments", is_city_wide & sees_assessments)
rules.add_perm("scoring.view_assessment", is_of_assessed_commune | sees_sent_assessment)
rules.add_perm("scoring.enter_score", is_of_assessed_commune)
