"""Permissions that belong to no single app."""

import rules

from accounts.rules import is_administrator

rules.add_perm("friendly_gov.view_store", is_administrator)
