"""Facts from a picture: its size, whether it is blank, and hashes to find similar ones."""

from typing import BinaryIO

import imagehash
import scipy.fftpack  # noqa: F401 (imagehash imports it at each call: half a second in the process of every reading)
from PIL import Image, ImageStat

from documents.readers.pictures import opened, orientation, taken, upright
from evidence.hints.pictures import PARTS, Hash

_SMALL = 512
# A page whose grey levels (0 to 255) spread less than this is practically blank.
_BLANK_SPREAD = 6.0
_TURNS = (None, Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)


def look(content: BinaryIO, output: BinaryIO) -> dict:
    """Report size, blankness and hashes."""
    with opened(content) as picture:
        wide, high = picture.size
        grey = small(picture)
    facts = {"width": wide, "height": high, "is_blank": is_blank(grey), "hashes": [], "turned": []}
    if not facts["is_blank"]:
        facts |= {
            "hashes": [_plain(one) for one in hashes(grey)],
            "turned": [_plain(one) for one in turned_hashes(grey)],
        }
    return facts


def day(content: BinaryIO, output: BinaryIO) -> dict:
    """Report the date on which the camera took the picture, as written."""
    return {"day": taken(content, output)["at"][:10]}


def small(picture: Image.Image) -> Image.Image:
    """The picture upright, grey and small, which is enough for hashing."""
    turn = orientation(picture)
    picture.draft("L", (_SMALL, _SMALL))
    shown = upright(picture, turn)
    grey = shown.convert("L") if not shown.has_transparency_data else _on_white(shown)
    grey.thumbnail((_SMALL, _SMALL))
    return grey


def _on_white(picture: Image.Image) -> Image.Image:
    over = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", over.size, "white"), over).convert("L")


def hashes(grey: Image.Image) -> list[Hash]:
    """The hashes that are stored for a picture."""
    return [_hash(number, _inner(grey, share)) for number, share in enumerate(PARTS)]


def turned_hashes(grey: Image.Image) -> list[Hash]:
    """The hashes to search for: of the picture as it is, and rotated by every quarter turn."""
    return [one for turn in _TURNS for one in hashes(grey.transpose(turn) if turn is not None else grey)]


def _inner(grey: Image.Image, share: float) -> Image.Image:
    wide, high = grey.size
    left, top = round(wide * (1 - share) / 2), round(high * (1 - share) / 2)
    return grey.crop((left, top, max(wide - left, left + 1), max(high - top, top + 1)))


def _hash(part: int, grey: Image.Image) -> Hash:
    return Hash(part, _bits(imagehash.phash(grey)), _bits(imagehash.dhash(grey)))


def _bits(value: imagehash.ImageHash) -> int:
    return int(str(value), 16)


def _plain(one: Hash) -> list[int]:
    return [one.part, one.low, one.edges]


def is_blank(grey: Image.Image) -> bool:
    """True where it is practically blank: white, black or a single grey."""
    return ImageStat.Stat(grey).stddev[0] < _BLANK_SPREAD
