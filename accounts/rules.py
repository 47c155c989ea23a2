"""Predicates about a person's roles, from which every app composes its permissions."""

from typing import Any

import rules

from accounts.models import Role, User
from accounts.queries import acts_for, has_role


@rules.predicate
def is_person(user: User) -> bool:
    return user.is_authenticated and user.is_active


# With an object as the last argument, they are false for a unit where the person holds a role (decision 0030).


@rules.predicate
def is_officer(user: User, target: Any = None) -> bool:
    return acts_for(user, target, Role.OFFICER)


@rules.predicate
def is_team_lead(user: User, target: Any = None) -> bool:
    return acts_for(user, target, Role.TEAM_LEAD)


@rules.predicate
def is_city_leader(user: User, target: Any = None) -> bool:
    return acts_for(user, target, Role.CITY_LEADER)


@rules.predicate
def is_administrator(user: User) -> bool:
    return has_role(user, Role.ADMINISTRATOR)


is_department = is_officer | is_team_lead

rules.add_perm("accounts.view_home", is_person)
rules.add_perm("accounts.list_people", is_administrator)
rules.add_perm("accounts.manage_people", is_administrator)
rules.add_perm("accounts.manage_own_account", is_person)
rules.add_perm("accounts.disconnect_single_sign_on", is_administrator)
rules.add_perm("accounts.ask_support_view", is_administrator)
rules.add_perm("accounts.begin_support_view", is_administrator)
rules.add_perm("accounts.end_support_view", is_person)
rules.add_perm("accounts.list_undeliverable", is_administrator)
rules.add_perm("accounts.retry_mail", is_administrator)
rules.add_perm("accounts.resolve_own_grants", is_administrator)
