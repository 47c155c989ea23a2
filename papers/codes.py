"""The verification code of a paper: random and signed, so that nobody can guess codes or try them in sequence."""

import base64
import hmac
import secrets
from hashlib import sha256

from django.conf import settings

_CHANCE, _SIGNED = 10, 5  # bytes: 80 random bits, 40 of signature


def new_code() -> str:
    """ "K7QZ3-...": 24 letters and digits in groups of six, none of them easily confused."""
    chance = secrets.token_bytes(_CHANCE)
    letters = base64.b32encode(chance + _signature(chance)).decode()
    return "-".join(letters[place : place + 6] for place in range(0, len(letters), 6))


def is_ours(code: str) -> bool:
    """True where the portal made this code; checked before any lookup."""
    try:
        content = base64.b32decode(code.replace("-", "").upper())
    except ValueError:
        return False
    chance, signature = content[:_CHANCE], content[_CHANCE:]
    return len(content) == _CHANCE + _SIGNED and hmac.compare_digest(signature, _signature(chance))


def as_written(typed: str) -> str:
    """The stored form of a typed code: groups, lower case and spaces make no difference."""
    letters = "".join(letter for letter in typed.upper() if letter.isascii() and letter.isalnum())
    return "-".join(letters[place : place + 6] for place in range(0, len(letters), 6))


def _signature(chance: bytes) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), b"papers.code:" + chance, sha256).digest()[:_SIGNED]
