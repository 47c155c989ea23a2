"""How alike two pictures are, by perceptual hashes that survive re-compression, turning and small crops.

A picture is kept as the pHash and dHash of the whole and of three inner parts, so that a crop and its source meet. Two
are alike where a whole matches a whole or a part within `MOST_APART` bits of pHash and `MOST_APART_EDGES` of dHash.

Candidates come by index, not by comparing everything: the 64 bits are kept in four words of 16. Where at most seven
bits differ, at least one word differs in one bit at most, so looking up each word and its sixteen neighbours finds
every match in one query.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import imagehash
from PIL import Image, ImageOps, ImageStat

MOST_APART = 7
MOST_APART_EDGES = 16
WORDS = 4
_BITS = 16
# How much of each side the kept parts show: the whole, and what is left where a margin was cut away.
PARTS = (1.0, 0.95, 0.9, 0.8)
_SMALL = 512
# Below this spread of greys (0 to 255) a page carries next to nothing.
_BLANK_SPREAD = 6.0
_TURNS = (None, Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)


@dataclass(frozen=True, slots=True)
class Hash:
    """The two hashes of one part of a picture, each 64 bits; `part` is its place in `PARTS`."""

    part: int
    low: int
    edges: int

    @property
    def words(self) -> tuple[int, ...]:
        return words_of(self.low)


def words_of(bits: int) -> tuple[int, ...]:
    """The four words by which a hash is found again."""
    return tuple((bits >> (_BITS * place)) & 0xFFFF for place in range(WORDS))


def near_words(word: int) -> list[int]:
    """A word and everything one bit away from it."""
    return [word, *(word ^ (1 << bit) for bit in range(_BITS))]


def small(picture: Image.Image) -> Image.Image:
    """The picture upright, grey and small: all that hashing needs."""
    picture.draft("L", (_SMALL, _SMALL))
    upright = ImageOps.exif_transpose(picture)
    grey = upright.convert("L") if not upright.has_transparency_data else _on_white(upright)
    grey.thumbnail((_SMALL, _SMALL))
    return grey


def _on_white(picture: Image.Image) -> Image.Image:
    over = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", over.size, "white"), over).convert("L")


def hashes(grey: Image.Image) -> list[Hash]:
    """What is kept of a picture."""
    return [_hash(number, _inner(grey, share)) for number, share in enumerate(PARTS)]


def turned_hashes(grey: Image.Image) -> list[Hash]:
    """What is looked for: the picture as it is and turned by every quarter."""
    return [one for turn in _TURNS for one in hashes(grey.transpose(turn) if turn is not None else grey)]


def _inner(grey: Image.Image, share: float) -> Image.Image:
    wide, high = grey.size
    left, top = round(wide * (1 - share) / 2), round(high * (1 - share) / 2)
    return grey.crop((left, top, wide - left, high - top))


def _hash(part: int, grey: Image.Image) -> Hash:
    return Hash(part, _bits(imagehash.phash(grey)), _bits(imagehash.dhash(grey)))


def _bits(found: imagehash.ImageHash) -> int:
    return int(str(found), 16)


def alike(one: Hash, other: Hash) -> bool:
    """Do these two parts show the same? Two inner parts prove nothing; a whole must take part."""
    if one.part and other.part:
        return False
    return (one.low ^ other.low).bit_count() <= MOST_APART and (one.edges ^ other.edges).bit_count() <= MOST_APART_EDGES


def any_alike(ones: Iterable[Hash], others: Iterable[Hash]) -> bool:
    """Does any part of one picture show what a part of the other shows?"""
    kept = list(others)
    return any(alike(one, other) for one in ones for other in kept)


def candidate_words(ones: Iterable[Hash]) -> Iterator[tuple[int, list[int]]]:
    """For each place, the words under which anything alike is found."""
    found = list(ones)
    for place in range(WORDS):
        yield place, sorted({near for one in found for near in near_words(one.words[place])})


def is_blank(grey: Image.Image) -> bool:
    """Does it show next to nothing: white, black or one grey?"""
    return ImageStat.Stat(grey).stddev[0] < _BLANK_SPREAD
