"""Permissions on tokens."""

import rules

from accounts.rules import is_administrator, is_person

rules.add_perm("tokens.manage_own_tokens", is_person)
rules.add_perm("tokens.revoke_token", is_person)
rules.add_perm("tokens.list_tokens", is_administrator)
