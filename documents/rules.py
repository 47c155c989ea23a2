"""Whose exports they are."""

import rules

rules.add_perm("documents.fetch_export", rules.is_authenticated)
