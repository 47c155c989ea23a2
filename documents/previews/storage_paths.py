"""The storage paths of derived files, and how they are stored and deleted."""

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage

from documents.kinds import PDF
from documents.models import StoredFile


def thumbnail_address(sha256: str) -> str:
    """The path of a content's thumbnail."""
    return f"preview/{sha256[:2]}/{sha256}.webp"


def paper_address(sha256: str) -> str:
    """The path of an Office file's PDF."""
    return f"preview/{sha256[:2]}/{sha256}.pdf"


def store() -> Storage:
    """The storage of all files."""
    return StoredFile._meta.get_field("content").storage


def put(address: str, content: bytes | File) -> None:
    """Store a derived file, replacing an earlier one."""
    kept = store()
    kept.delete(address)
    written = kept.save(address, ContentFile(content) if isinstance(content, bytes) else content)
    if written != address:
        # Two runs made it at the same moment; one file is enough.
        kept.delete(written)


def thumbnail_of(stored: StoredFile) -> StoredFile | None:
    """The thumbnail of a file: an object like a stored file, but no row; None where there is none."""
    return _derived(stored, thumbnail_address(stored.sha256), "webp", "image/webp")


def preview_pdf_of(stored: StoredFile) -> StoredFile | None:
    """An Office file as PDF: an object like a stored file, but no row; None where it was not converted."""
    return _derived(stored, paper_address(stored.sha256), PDF.extension, PDF.media_type)


def _derived(stored: StoredFile, address: str, extension: str, media_type: str) -> StoredFile | None:
    kept = store()
    if not kept.exists(address):
        return None
    name = f"{stored.name.rpartition('.')[0] or stored.name}.{extension}"
    shown = StoredFile(name=name, media_type=media_type, size=kept.size(address), sha256=stored.sha256)
    # A reader who may not open the original may not open the derived file.
    shown.inspection_id, shown.stored_by_id = stored.inspection_id, stored.stored_by_id
    shown.content.name = address
    return shown


def remove(sha256: str) -> None:
    """All derived files of a preview."""
    kept = store()
    kept.delete(thumbnail_address(sha256))
    kept.delete(paper_address(sha256))
