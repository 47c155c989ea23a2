"""Pictures for display: upright, in JPEG of limited size, without metadata."""

import base64
import io
from typing import BinaryIO

import pillow_heif
from PIL import ExifTags, Image

from documents.readers import TOO_LARGE, NotReadError

# A display copy is reduced until its long side fits, but its short side keeps at least this many pixels: a
# screenshot of a long page stays as wide as it was.
LONG_SIDE, SHORT_SIDE = 2560, 1080
MAX_SHOWN, _JPEG_SIDE = 40_000_000, 65_500
_DEEP = ("I", "I;16", "I;16L", "I;16B", "I;16N")
_LONGEST_THUMBNAIL = 3
_THUMBNAIL_SIDE = 320
# JPEG can be decoded at a fraction of its size; formats that must be decoded whole have a lower limit.
MAX_PIXELS = {"JPEG": 220_000_000, "MPO": 220_000_000}
MAX_DECODED_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
# The transposition for each camera orientation (EXIF).
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
# Pillow loads its formats at first use: here it does so once, and not in the process of every reading.
Image.init()
# Each reader checks a picture's size itself.
Image.MAX_IMAGE_PIXELS = None


def opened(content: BinaryIO) -> Image.Image:
    """The picture, opened and not yet decoded.

    Raises:
        NotReadError: it has too many pixels to be decoded safely.
    """
    picture = Image.open(content, formats=FORMATS)
    if picture.width * picture.height > MAX_PIXELS.get(picture.format or "", MAX_DECODED_PIXELS):
        raise NotReadError(TOO_LARGE, f"{picture.width} x {picture.height} pixels")
    return picture


def display(content: BinaryIO, output: BinaryIO) -> dict:
    """Write the display copy; report the thumbnail, a WebP in base64."""
    with opened(content) as picture:
        shown = upright_jpeg(picture, output)
    small = io.BytesIO()
    shown = _beginning(shown)
    shown.thumbnail((_THUMBNAIL_SIDE, _THUMBNAIL_SIDE))
    shown.save(small, "WEBP", quality=72, method=4)
    return {"thumbnail": base64.b64encode(small.getvalue()).decode()}


def upright_jpeg(picture: Image.Image, output: BinaryIO) -> Image.Image:
    """Write the picture upright in the size of `size_shown`; returns the written picture."""
    colours = picture.info.get("icc_profile") if picture.mode == "RGB" else None
    turn = orientation(picture)
    picture = _in_eight_bits(picture)
    picture.thumbnail(size_shown(*picture.size))
    shown = _flat(upright(picture, turn))
    shown.save(output, "JPEG", quality=88, optimize=True, icc_profile=colours)
    return shown


def size_shown(width: int, height: int) -> tuple[int, int]:
    """The size of a display copy: smaller than the picture where nothing is lost by it, never larger."""
    short, long = sorted((width, height))
    scale = min(1.0, max(LONG_SIDE / long, SHORT_SIDE / short))
    scale = min(scale, _JPEG_SIDE / long, (MAX_SHOWN / (width * height)) ** 0.5)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """Convert 16-bit grey to 8-bit by dropping the low byte, because Pillow would clip it to black and white."""
    if picture.mode not in _DEEP:
        return picture
    shown = picture.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    # The transparent colour is also given in 16 bits.
    shown.info.pop("transparency", None)
    return shown


def _beginning(picture: Image.Image) -> Image.Image:
    """The upper or left part of a very long picture: as a whole it would be too thin."""
    width, height = picture.size
    limit = _LONGEST_THUMBNAIL * min(width, height)
    return picture.crop((0, 0, min(width, limit), min(height, limit)))


def orientation(picture: Image.Image) -> int:
    """The camera's orientation; 1 where the file's value is invalid."""
    try:
        value = picture.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:
        return 1
    return value if isinstance(value, int) and value in _TURNS else 1


def upright(picture: Image.Image, turn: int) -> Image.Image:
    """The picture turned upright; no other metadata is used."""
    return picture.transpose(_TURNS[turn]) if turn in _TURNS else picture


def taken(content: BinaryIO, output: BinaryIO) -> dict:
    """The camera's time of the picture, as written: `at` and `offset`, empty where missing."""
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
