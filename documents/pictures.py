"""Pictures as people look at them: upright, a copy in JPEG of sensible size, made once; the original stays as it came.

The copy also takes HEIC to browsers that cannot show it, and leaves behind whatever else a picture's file may carry.
"""

import io
from datetime import datetime

import pillow_heif
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from PIL import ExifTags, Image, ImageOps

from documents.models import StoredFile

LONG_SIDE = 2560
# JPEG is read at a fraction of its size; what must be unpacked whole has a lower bound.
MOST_PIXELS = {"JPEG": 170_000_000}
MOST_PIXELS_WHOLE = 60_000_000
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
# What a camera means that does not name its zone.
_CITY_OFFSET = "+07:00"
_BROKEN = (OSError, ValueError, SyntaxError, RuntimeError, EOFError, Image.DecompressionBombError)

pillow_heif.register_heif_opener(thumbnails=False)


def is_picture(media_type: str) -> bool:
    """Is it a kind of picture that has a display copy?"""
    return media_type.startswith("image/")


def display_address(sha256: str) -> str:
    """Where the display copy of a content lies."""
    return f"display/{sha256[:2]}/{sha256}.jpg"


def display_copy(stored: StoredFile) -> StoredFile | None:
    """The picture to be shown in place of `stored`: a file like it, not a row; None where it cannot be read."""
    storage, address = stored.content.storage, display_address(stored.sha256)
    if not storage.exists(address) and not _make(stored, storage, address):
        return None
    stem = stored.name.rpartition(".")[0] or stored.name
    shown = StoredFile(name=f"{stem}.jpg", media_type="image/jpeg", size=storage.size(address), sha256=stored.sha256)
    # Whoever may not open the one may not open the other.
    shown.inspection_id, shown.stored_by_id = stored.inspection_id, stored.stored_by_id
    shown.content.name = address
    return shown


def _make(stored: StoredFile, storage: Storage, address: str) -> bool:
    try:
        with stored.content.open("rb") as content, Image.open(content, formats=_FORMATS) as picture:
            copy = upright_jpeg(picture)
    except _BROKEN:
        return False
    written = storage.save(address, ContentFile(copy))
    if written != address:
        # Two looked at the same moment; one copy is enough.
        storage.delete(written)
    return True


def upright_jpeg(picture: Image.Image) -> bytes:
    """The picture turned as its camera was held, its long side at most `LONG_SIDE`, without what else its file says.

    Raises:
        ValueError: it has too many pixels to be unpacked safely.
    """
    if picture.width * picture.height > MOST_PIXELS.get(picture.format, MOST_PIXELS_WHOLE):
        raise ValueError(f"{picture.width} x {picture.height} pixels")
    colours = picture.info.get("icc_profile") if picture.mode == "RGB" else None
    picture.thumbnail((LONG_SIDE, LONG_SIDE))
    output = io.BytesIO()
    _flat(ImageOps.exif_transpose(picture)).save(output, "JPEG", quality=88, optimize=True, icc_profile=colours)
    return output.getvalue()


def taken_at(stored: StoredFile) -> datetime | None:
    """When the camera says that it took the picture; in the city's time where it names no other; None where unsaid."""
    try:
        with stored.content.open("rb") as content, Image.open(content, formats=_FORMATS) as picture:
            facts = picture.getexif().get_ifd(ExifTags.IFD.Exif)
    except _BROKEN:
        return None
    written = str(facts.get(ExifTags.Base.DateTimeOriginal, "")).strip("\0 ")
    offset = str(facts.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
    for zone in filter(None, (offset, _CITY_OFFSET)):
        try:
            return datetime.strptime(f"{written}{zone}", "%Y:%m:%d %H:%M:%S%z")
        except ValueError:
            continue
    return None


def _flat(picture: Image.Image) -> Image.Image:
    """Without transparency, on white."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    over = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", over.size, "white"), over).convert("RGB")
