"""Permissions on webhooks."""

import rules

from accounts.rules import is_administrator

rules.add_perm("webhooks.manage_webhooks", is_administrator)
