"""Pictures as people look at them: a display copy upright and in JPEG, made once; the original stays as it came.

The copy also takes HEIC to browsers that cannot show it, and leaves behind whatever else a picture's file may carry.
Pictures are decoded in confined processes alone (`documents.readers.pictures`); here their copies are found.
"""

from datetime import datetime

from documents.models import StoredFile
from documents.sandbox.reading import Reader, UnreadableError, read

# What a camera means that does not name its zone.
_CITY_OFFSET = "+07:00"
_TAKEN = Reader("taken", "documents.readers.pictures:taken", seconds=3, megabytes=200)


def is_picture(media_type: str) -> bool:
    """Is it a kind of picture that has a display copy?"""
    return media_type.startswith("image/")


def display_address(sha256: str) -> str:
    """Where the display copy of a content lies."""
    return f"display/{sha256[:2]}/{sha256}.jpg"


def display_copy(stored: StoredFile) -> StoredFile | None:
    """The picture to be shown in place of `stored`: a file like it, not a row; None where it is not made (yet)."""
    storage, address = stored.content.storage, display_address(stored.sha256)
    if not storage.exists(address):
        return None
    stem = stored.name.rpartition(".")[0] or stored.name
    shown = StoredFile(name=f"{stem}.jpg", media_type="image/jpeg", size=storage.size(address), sha256=stored.sha256)
    # Whoever may not open the one may not open the other.
    shown.inspection_id, shown.stored_by_id = stored.inspection_id, stored.stored_by_id
    shown.content.name = address
    return shown


def taken_at(stored: StoredFile) -> datetime | None:
    """When the camera says that it took the picture; in the city's time where it names no other; None where unsaid."""
    try:
        with stored.content.open("rb") as content:
            moment = read(_TAKEN, content)
    except (UnreadableError, FileNotFoundError):
        return None
    for zone in filter(None, (moment["offset"], _CITY_OFFSET)):
        try:
            return datetime.strptime(f"{moment['at']}{zone}", "%Y:%m:%d %H:%M:%S%z")
        except ValueError:
            continue
    return None
