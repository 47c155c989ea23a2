"""The similarity of two pictures, by perceptual hashes that survive recompression, rotation and small crops.

A picture is stored as the pHash and dHash of the whole and of three inner parts, so that a crop matches its source. Two
are similar where a whole matches a whole or a part within `MAX_DISTANCE` bits of pHash and `MAX_EDGE_DISTANCE` of
dHash.

Candidates come from an index, without comparing everything: the 64 bits are stored as four words of 16. If at most
seven bits differ, at least one word differs in at most one bit, so looking up each word and its sixteen neighbours
finds every match in one query.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MAX_DISTANCE = 7
MAX_EDGE_DISTANCE = 16
WORDS = 4
_BITS = 16
# How much of each side the stored parts show: the whole, and what is left after cropping a margin.
PARTS = (1.0, 0.95, 0.9, 0.8)


@dataclass(frozen=True, slots=True)
class Hash:
    """The two hashes of one part of a picture, each 64 bits; `part` is its index in `PARTS`."""

    part: int
    low: int
    edges: int

    @property
    def words(self) -> tuple[int, ...]:
        return words_of(self.low)


def words_of(bits: int) -> tuple[int, ...]:
    """The four words by which a hash is indexed."""
    return tuple((bits >> (_BITS * place)) & 0xFFFF for place in range(WORDS))


def near_words(word: int) -> list[int]:
    """A word and all words that differ from it in one bit."""
    return [word, *(word ^ (1 << bit) for bit in range(_BITS))]


def alike(one: Hash, other: Hash) -> bool:
    """True where these two parts show the same; one of them must be a whole, because two inner parts prove nothing."""
    if one.part and other.part:
        return False
    return (one.low ^ other.low).bit_count() <= MAX_DISTANCE and (
        one.edges ^ other.edges
    ).bit_count() <= MAX_EDGE_DISTANCE


def any_alike(ones: Iterable[Hash], others: Iterable[Hash]) -> bool:
    """True where any part of one picture shows the same as a part of the other."""
    kept = list(others)
    return any(alike(one, other) for one in ones for other in kept)


def candidate_words(ones: Iterable[Hash]) -> Iterator[tuple[int, list[int]]]:
    """For each position, the words under which a similar hash can be found."""
    hashes = list(ones)
    for place in range(WORDS):
        yield place, sorted({near for one in hashes for near in near_words(one.words[place])})
