"""The services of this app."""

from documents.services.deletion import discard_files, discard_replaced, remove_discarded
from documents.services.exports import clear_exports, make_export, request_export
from documents.services.files import Incoming, store_content, store_file
from documents.services.garbage_collection import collect_files
from documents.services.inspection import inspect_content
from documents.services.previews import forget_preview, make_preview, read_scan, request_preview
from documents.services.readings import ensure_inspected, read_stored
from documents.services.verification import begin_verification, finish_verification, verify_next

__all__ = [
    "Incoming",
    "begin_verification",
    "clear_exports",
    "collect_files",
    "discard_files",
    "discard_replaced",
    "ensure_inspected",
    "finish_verification",
    "forget_preview",
    "inspect_content",
    "make_export",
    "make_preview",
    "read_scan",
    "read_stored",
    "remove_discarded",
    "request_export",
    "request_preview",
    "store_content",
    "store_file",
    "verify_next",
]
