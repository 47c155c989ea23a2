"""Permissions on messages."""

import rules

rules.add_perm("notifications.read_messages", rules.is_authenticated)
rules.add_perm("notifications.choose_mail", rules.is_authenticated)
