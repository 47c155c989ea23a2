"""Pictures as people look at them: upright, in JPEG of sensible size, without what else a picture's file may carry."""

import base64
import io
from typing import BinaryIO

import pillow_heif
from PIL import ExifTags, Image

from documents.readers import TOO_LARGE, NotReadError

LONG_SIDE = 2560
_THUMBNAIL_SIDE = 320
# JPEG is read at a fraction of its size; what must be unpacked whole has a lower bound.
MOST_PIXELS = {"JPEG": 220_000_000, "MPO": 220_000_000}
MOST_PIXELS_WHOLE = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
# How a picture is set upright for each way in which its camera was held (EXIF).
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

pillow_heif.register_heif_opener(thumbnails=False)
# Each reader looks at a picture's size by itself.
Image.MAX_IMAGE_PIXELS = None


def opened(content: BinaryIO) -> Image.Image:
    """The picture, open and not yet unpacked.

    Raises:
        NotReadError: it has too many pixels to be unpacked safely.
    """
    picture = Image.open(content, formats=FORMATS)
    if picture.width * picture.height > MOST_PIXELS.get(picture.format, MOST_PIXELS_WHOLE):
        raise NotReadError(TOO_LARGE, f"{picture.width} x {picture.height} pixels")
    return picture


def display(content: BinaryIO, output: BinaryIO) -> dict:
    """Write the display copy; tell the thumbnail, a WebP in base 64."""
    with opened(content) as picture:
        shown = upright_jpeg(picture, output)
    small = io.BytesIO()
    shown.thumbnail((_THUMBNAIL_SIDE, _THUMBNAIL_SIDE))
    shown.save(small, "WEBP", quality=72, method=4)
    return {"thumbnail": base64.b64encode(small.getvalue()).decode()}


def upright_jpeg(picture: Image.Image, output: BinaryIO) -> Image.Image:
    """Write the picture turned as its camera was held, its long side at most `LONG_SIDE`; the picture as written."""
    colours = picture.info.get("icc_profile") if picture.mode == "RGB" else None
    turn = orientation(picture)
    picture.thumbnail((LONG_SIDE, LONG_SIDE))
    shown = _flat(upright(picture, turn))
    shown.save(output, "JPEG", quality=88, optimize=True, icc_profile=colours)
    return shown


def orientation(picture: Image.Image) -> int:
    """How the camera was held; 1 where what the file says of it makes no sense."""
    try:
        told = picture.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:
        return 1
    return told if isinstance(told, int) and told in _TURNS else 1


def upright(picture: Image.Image, turn: int) -> Image.Image:
    """The picture set upright; nothing else of its file's facts is looked at."""
    return picture.transpose(_TURNS[turn]) if turn in _TURNS else picture


def taken(content: BinaryIO, output: BinaryIO) -> dict:
    """What the camera wrote of when it took the picture, as it wrote it: `at` and `offset`, empty where unsaid."""
    with Image.open(content, formats=FORMATS) as picture:
        facts = picture.getexif().get_ifd(ExifTags.IFD.Exif)
        at, offset = facts.get(ExifTags.Base.DateTimeOriginal, ""), facts.get(ExifTags.Base.OffsetTimeOriginal, "")
    return {"at": str(at).strip("\0 ")[:40], "offset": str(offset).strip("\0 ")[:10]}


def _flat(picture: Image.Image) -> Image.Image:
    """Without transparency, on white."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    over = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", over.size, "white"), over).convert("RGB")
