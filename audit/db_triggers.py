"""The database enforces that the trail is append-only [S8]."""

from kernel.db_triggers import Trigger, register

APPEND_ONLY = (
    Trigger("audit_entry_no_update", "audit_entry", "UPDATE", "TRUE", "the trail is append-only"),
    Trigger("audit_entry_no_delete", "audit_entry", "DELETE", "TRUE", "the trail is append-only"),
)

register(*APPEND_ONLY)
