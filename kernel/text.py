"""Text as people search for it."""

import unicodedata


def search_key(text: str) -> str:
    """Text without case and accents, so that "hai duong" finds "Hải Dương"."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
