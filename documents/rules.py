"""Permissions on exports."""

from typing import Any

import rules

from documents.exports import export_kinds


@rules.predicate
def may_still_have(user: Any, export: Any = None) -> bool:
    """True while the person still has the permission for what was made for them."""
    return export is not None and export_kinds[export.kind].may(user, export.facts)


rules.add_perm("documents.view_export", rules.is_authenticated)
rules.add_perm("documents.fetch_export", rules.is_authenticated & may_still_have)
