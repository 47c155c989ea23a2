"""Reads about stored files."""

from uuid import UUID

from documents.models import StoredFile


def kept_file(person, public_id: str) -> StoredFile | None:
    """The file that this person sent with a form that was refused; nobody reaches another's."""
    try:
        wanted = UUID(public_id)
    except ValueError:
        return None
    return StoredFile.objects.filter(public_id=wanted, stored_by=person).first()
