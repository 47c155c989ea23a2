"""Where derived files lie, and how they get there and go away again."""

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage

from documents.kinds import PDF
from documents.models import StoredFile


def thumbnail_address(sha256: str) -> str:
    """Where the small picture of a content's first page lies."""
    return f"preview/{sha256[:2]}/{sha256}.webp"


def paper_address(sha256: str) -> str:
    """Where an Office file lies as PDF."""
    return f"preview/{sha256[:2]}/{sha256}.pdf"


def store() -> Storage:
    """The store that keeps every file."""
    return StoredFile._meta.get_field("content").storage


def put(address: str, content: bytes | File) -> None:
    """Keep a derived file in place of what was there."""
    kept = store()
    kept.delete(address)
    written = kept.save(address, ContentFile(content) if isinstance(content, bytes) else content)
    if written != address:
        # Two made it at the same moment; one is enough.
        kept.delete(written)


def thumbnail_of(stored: StoredFile) -> StoredFile | None:
    """The small picture of a file: a file like it, not a row; None where there is none."""
    return _derived(stored, thumbnail_address(stored.sha256), "webp", "image/webp")


def preview_pdf_of(stored: StoredFile) -> StoredFile | None:
    """An Office file as PDF: a file like it, not a row; None where it was not converted."""
    return _derived(stored, paper_address(stored.sha256), PDF.extension, PDF.media_type)


def _derived(stored: StoredFile, address: str, extension: str, media_type: str) -> StoredFile | None:
    kept = store()
    if not kept.exists(address):
        return None
    name = f"{stored.name.rpartition('.')[0] or stored.name}.{extension}"
    shown = StoredFile(name=name, media_type=media_type, size=kept.size(address), sha256=stored.sha256)
    # Whoever may not open the one may not open the other.
    shown.inspection_id, shown.stored_by_id = stored.inspection_id, stored.stored_by_id
    shown.content.name = address
    return shown


def remove(sha256: str) -> None:
    """Everything that was derived for a preview."""
    kept = store()
    kept.delete(thumbnail_address(sha256))
    kept.delete(paper_address(sha256))
