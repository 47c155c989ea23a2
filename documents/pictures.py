"""Display copies of pictures: upright and in JPEG, made once; the original stays unchanged.

The copy also shows HEIC in browsers that cannot, and omits all metadata of the picture's file.
Pictures are decoded only in the sandbox (`documents.readers.pictures`); this module finds their copies.
"""

from datetime import datetime

from documents.models import StoredFile
from documents.sandbox.reading import Reader, UnreadableError, read

# The time zone of a camera that records none.
_CITY_OFFSET = "+07:00"
_TAKEN = Reader("taken", "documents.readers.pictures:taken", seconds=3, megabytes=200)


def is_picture(media_type: str) -> bool:
    """True for a kind of picture that has a display copy."""
    return media_type.startswith("image/")


def display_address(sha256: str) -> str:
    """The storage path of the display copy of a content."""
    return f"display/{sha256[:2]}/{sha256}.jpg"


def display_copy(stored: StoredFile) -> StoredFile | None:
    """The picture to show in place of `stored`: an object like a stored file, but no row.

    None where it is not made yet.
    """
    storage, address = stored.content.storage, display_address(stored.sha256)
    if not storage.exists(address):
        return None
    stem = stored.name.rpartition(".")[0] or stored.name
    shown = StoredFile(name=f"{stem}.jpg", media_type="image/jpeg", size=storage.size(address), sha256=stored.sha256)
    # A reader who may not open the original may not open the copy.
    shown.inspection_id, shown.stored_by_id = stored.inspection_id, stored.stored_by_id
    shown.content.name = address
    return shown


def taken_at(stored: StoredFile) -> datetime | None:
    """The time recorded by the camera, in the city's time where it has no zone; None where there is none."""
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
