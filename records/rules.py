"""Permissions on the registry and the archive: the department keeps them."""

import rules

from accounts.rules import is_officer

rules.add_perm("records.keep_registry", is_officer)
rules.add_perm("records.hand_over", is_officer)
