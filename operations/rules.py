"""Permissions of the operators' page."""

import rules

from accounts.rules import is_administrator

rules.add_perm("operations.view_operations", is_administrator)
