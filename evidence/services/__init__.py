"""The verbs of this floor."""

from evidence.services.dossiers import submit_dossier, upload_signed
from evidence.services.items import add_evidence, move_evidence, remove_evidence, restore_evidence

__all__ = [
    "add_evidence",
    "move_evidence",
    "remove_evidence",
    "restore_evidence",
    "submit_dossier",
    "upload_signed",
]
