"""The code that a paper bears: drawn by chance and signed, so that nobody guesses one or tries them in a row."""

import base64
import hmac
import secrets
from hashlib import sha256

from django.conf import settings

_CHANCE, _SIGNED = 10, 5  # bytes: 80 bits by chance, 40 that only this portal can add


def new_code() -> str:
    """ "K7QZ3-...": 24 letters and figures in groups of six, none of them taken for another."""
    chance = secrets.token_bytes(_CHANCE)
    letters = base64.b32encode(chance + _signature(chance)).decode()
    return "-".join(letters[place : place + 6] for place in range(0, len(letters), 6))


def is_ours(code: str) -> bool:
    """Was this code made by this portal? Asked before anything is looked up."""
    try:
        content = base64.b32decode(code.replace("-", "").upper())
    except ValueError:
        return False
    chance, signature = content[:_CHANCE], content[_CHANCE:]
    return len(content) == _CHANCE + _SIGNED and hmac.compare_digest(signature, _signature(chance))


def as_written(typed: str) -> str:
    """A code as it is kept, from what was typed: groups, small letters and spaces make no difference."""
    letters = "".join(letter for letter in typed.upper() if letter.isascii() and letter.isalnum())
    return "-".join(letters[place : place + 6] for place in range(0, len(letters), 6))


def _signature(chance: bytes) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), b"papers.code:" + chance, sha256).digest()[:_SIGNED]
