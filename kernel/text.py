"""Text as people search for it, and as systems take it for a file's name."""

import unicodedata

_UNSAFE = frozenset('\\/:*?"<>|')


def search_key(text: str) -> str:
    """Text without case and accents, so that "hai duong" finds "Hải Dương"."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def file_name(text: str, *, longest: int = 120) -> str:
    """`text` as a name that every system takes for a file: no separators, no marks that bend the reading, not too long.

    The ending behind the last point is kept where there is one.
    """
    plain = "".join(char if char not in _UNSAFE and unicodedata.category(char)[0] != "C" else " " for char in text)
    plain = " ".join(plain.split()).strip(". ") or "_"
    stem, point, ending = plain.rpartition(".")
    if not point or len(ending) > 8:
        return plain[:longest].rstrip(". ")
    return f"{stem[: longest - len(ending) - 1].rstrip('. ')}.{ending}"
