"""The database enforces that the trail is append-only [S8]."""

from kernel.db_triggers import Trigger, register

APPEND_ONLY = (
    Trigger("audit_entry_no_update", "audit_entry", "UPDATE", "TRUE", "the trail is append-only"),
    Trigger("audit_entry_no_delete", "audit_entry", "DELETE", "TRUE", "the trail is append-only"),
)

# A link and a signed root stay as they are; the chain only grows (decision 0079).
CHAINED = (
    Trigger("audit_link_no_update", "audit_link", "UPDATE", "TRUE", "a link of the trail never changes"),
    Trigger("audit_link_no_delete", "audit_link", "DELETE", "TRUE", "a link of the trail never changes"),
    Trigger("audit_chain_grows", "audit_chain", "UPDATE", "NEW.length <= OLD.length", "the chain only grows"),
    Trigger("audit_chain_no_delete", "audit_chain", "DELETE", "TRUE", "the chain only grows"),
    Trigger("audit_root_no_update", "audit_root", "UPDATE", "TRUE", "a signed root never changes"),
    Trigger("audit_root_no_delete", "audit_root", "DELETE", "TRUE", "a signed root never changes"),
)

register(*APPEND_ONLY, *CHAINED)
