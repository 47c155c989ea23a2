"""Permissions on cycles and registrations."""

from typing import Any

import rules

from accounts.models import Role, User
from accounts.queries import has_role, has_role_in, hidden_units
from accounts.rules import is_administrator, is_officer, is_person
from communes.queries import CITY_WIDE


@rules.predicate
def is_city_wide(user: User, target: Any = None) -> bool:
    return has_role(user, *CITY_WIDE)


@rules.predicate
def is_head_of_commune(user: User, registration: Any = None) -> bool:
    return registration is not None and has_role_in(user, registration.commune.code, Role.COMMUNE_HEAD)


@rules.predicate
def is_clerk_of_commune(user: User, registration: Any = None) -> bool:
    return registration is not None and has_role_in(user, registration.commune.code, Role.COMMUNE_EDITOR)


@rules.predicate
def is_of_commune(user: User, registration: Any = None) -> bool:
    return registration is not None and has_role_in(
        user, registration.commune.code, Role.COMMUNE_HEAD, Role.COMMUNE_EDITOR
    )


@rules.predicate
def sees_entry(user: User, registration: Any = None) -> bool:
    """The city may see every entry; a member of the team none where they are recused [S8]."""
    hidden = registration is not None and registration.commune.code in hidden_units(user)
    return is_city_wide.test(user) and not hidden


rules.add_perm("communes.view_cycle", is_person)
rules.add_perm("communes.view_board", is_city_wide)
rules.add_perm("communes.correct_days_decision", is_officer | is_administrator)
rules.add_perm("communes.list_registrations", is_city_wide)
rules.add_perm("communes.view_registration", sees_entry | is_of_commune)
rules.add_perm("communes.save_registration_draft", is_of_commune)
rules.add_perm("communes.submit_registration", is_head_of_commune)
rules.add_perm("communes.withdraw_registration", is_head_of_commune)
rules.add_perm("communes.hand_over", is_clerk_of_commune)
rules.add_perm("communes.return_hand_off", is_head_of_commune)
rules.add_perm("communes.accept_registration", is_officer)
rules.add_perm("communes.return_registration", is_officer)
rules.add_perm("communes.remind_registration", is_officer)
rules.add_perm("communes.grant_extension", is_officer)
rules.add_perm("communes.ask_extension", is_of_commune)
rules.add_perm("communes.refuse_extension", is_officer)
