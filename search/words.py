"""The words of texts and queries, folded alike, so that both databases find the same."""

import re
from dataclasses import dataclass

from kernel.text import search_key

MAX_WORDS = 8
# PostgreSQL stores the words of one text in at most 1 MB.
MAX_LETTERS = 200_000
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def folded_words(text: str) -> str:
    """The words of a text, without case, accents and punctuation, separated by single spaces."""
    return _BETWEEN_WORDS.sub(" ", search_key(text[:MAX_LETTERS])).strip()


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words of a query. In quotation marks they must be adjacent; otherwise the last may be unfinished."""

    words: tuple[str, ...]
    in_a_row: bool = False

    @classmethod
    def of(cls, typed: str) -> "Wanted":
        """Parse what somebody typed."""
        plain = typed.strip()
        quoted = len(plain) > 2 and plain[0] in '"“”' and plain[-1] in '"“”'
        return cls(tuple(folded_words(plain[:300]).split()[:MAX_WORDS]), quoted)

    def __bool__(self):
        return any(len(word) > 1 or word.isdecimal() for word in self.words)
