"""Who a person is: the predicates every floor composes its permissions from."""

import rules

from accounts.models import Role
from accounts.queries import has_role


@rules.predicate
def is_person(user):
    return user.is_authenticated and user.is_active


@rules.predicate
def is_officer(user):
    return has_role(user, Role.OFFICER)


@rules.predicate
def is_appraiser(user):
    return has_role(user, Role.APPRAISER, Role.TEAM_LEAD)


@rules.predicate
def is_team_lead(user):
    return has_role(user, Role.TEAM_LEAD)


@rules.predicate
def is_city_leader(user):
    return has_role(user, Role.CITY_LEADER)


@rules.predicate
def is_administrator(user):
    return has_role(user, Role.ADMINISTRATOR)


is_department = is_officer | is_team_lead

rules.add_perm("accounts.view_home", is_person)
rules.add_perm("accounts.list_people", is_administrator)
rules.add_perm("accounts.manage_people", is_administrator)
rules.add_perm("accounts.keep_own_account", is_person)
rules.add_perm("accounts.list_undeliverable", is_administrator)
rules.add_perm("accounts.retry_mail", is_administrator)
