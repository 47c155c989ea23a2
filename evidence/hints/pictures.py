"""How alike two pictures are, by perceptual hashes that survive re-compression, turning and small crops.

A picture is kept as the pHash and dHash of the whole and of three inner parts, so that a crop and its source meet. Two
are alike where a whole matches a whole or a part within `MAX_DISTANCE` bits of pHash and `MAX_EDGE_DISTANCE` of dHash.

Candidates come by index, not by comparing everything: the 64 bits are kept in four words of 16. Where at most seven
bits differ, at least one word differs in one bit at most, so looking up each word and its sixteen neighbours finds
every match in one query.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MAX_DISTANCE = 7
MAX_EDGE_DISTANCE = 16
WORDS = 4
_BITS = 16
# How much of each side the kept parts show: the whole, and what is left where a margin was cut away.
PARTS = (1.0, 0.95, 0.9, 0.8)


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


def alike(one: Hash, other: Hash) -> bool:
    """Do these two parts show the same? Two inner parts prove nothing; a whole must take part."""
    if one.part and other.part:
        return False
    return (one.low ^ other.low).bit_count() <= MAX_DISTANCE and (
        one.edges ^ other.edges
    ).bit_count() <= MAX_EDGE_DISTANCE


def any_alike(ones: Iterable[Hash], others: Iterable[Hash]) -> bool:
    """Does any part of one picture show what a part of the other shows?"""
    kept = list(others)
    return any(alike(one, other) for one in ones for other in kept)


def candidate_words(ones: Iterable[Hash]) -> Iterator[tuple[int, list[int]]]:
    """For each place, the words under which anything alike is found."""
    hashes = list(ones)
    for place in range(WORDS):
        yield place, sorted({near for one in hashes for near in near_words(one.words[place])})
