"""Where derived files lie, and how they get there and go away again."""

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage

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


def remove(sha256: str) -> None:
    """Everything that was derived for a preview."""
    kept = store()
    kept.delete(thumbnail_address(sha256))
    kept.delete(paper_address(sha256))
