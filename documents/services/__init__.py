"""The verbs of this floor."""

from documents.services.discarding import discard_files, remove_discarded
from documents.services.files import keep_content, store_file
from documents.services.inspection import inspect_content
from documents.services.previews import forget_preview, make_preview, read_scan, want_preview
from documents.services.verification import begin_verification, finish_verification, verify_next

__all__ = [
    "begin_verification",
    "discard_files",
    "finish_verification",
    "forget_preview",
    "inspect_content",
    "keep_content",
    "make_preview",
    "read_scan",
    "remove_discarded",
    "store_file",
    "verify_next",
    "want_preview",
]
