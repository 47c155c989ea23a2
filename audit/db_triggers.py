"""The trail is append-only, by the database itself [S8]."""

from kernel.db_triggers import Guard, register

APPEND_ONLY = (
    Guard("audit_entry_no_update", "audit_entry", "UPDATE", "TRUE", "the trail is append-only"),
    Guard("audit_entry_no_delete", "audit_entry", "DELETE", "TRUE", "the trail is append-only"),
)

register(*APPEND_ONLY)
