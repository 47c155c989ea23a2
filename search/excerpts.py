"""The place in a text where the words of a query stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kernel.text import fold

_AROUND = 90


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a text: what matches, and what stands before and after it on the same page."""

    before: str
    match: str
    after: str
    page: int


def excerpt_of(text: str, words: Sequence[str], *, folded: str = "") -> Excerpt | None:
    """The excerpt where the words stand in a row, or else around the first of them; None where there is none.

    `folded` is the text without case and accents, of the same length, where it is known already.
    """
    place = place_of(folded or fold(text), words)
    if place is None:
        return None
    start, end = place
    first, last = _around(text, start, end)
    return Excerpt(text[first:start], text[start:end], text[end:last], text.count("\f", 0, start) + 1)


def place_of(folded: str, words: Sequence[str]) -> tuple[int, int] | None:
    """Where the words stand in a row, or else the first of them, at the beginning of a word if possible."""
    in_a_row = r"[\W_]+".join(re.escape(word) for word in words)
    patterns = [rf"\b{in_a_row}", *(rf"\b{re.escape(word)}" for word in words), *map(re.escape, words)]
    for pattern in patterns if words else []:
        if match := re.search(pattern, folded):
            return match.span()
    return None


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of an excerpt: on the same page, and at word boundaries."""
    page_end = text.find("\f", end)
    page_end = page_end if page_end >= 0 else len(text)
    first, last = text.rfind("\f", 0, start) + 1, page_end
    if start - first > _AROUND:
        first = text.find(" ", start - _AROUND, start) + 1 or start
    if last - end > _AROUND:
        last = max(text.rfind(" ", end, end + _AROUND), end)
    return first, last
