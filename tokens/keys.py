"""The text of a token. Only its digest is stored: 256 random bits need no slow hash and no salt."""

import hashlib
import secrets

# A fixed beginning, by which scanners of published code recognise a token that was left there.
PREFIX = "fgov_"
SHOWN = len(PREFIX) + 6


def new_key() -> str:
    """A token's text, shown once."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(key: str) -> str:
    """What is stored of it."""
    return hashlib.sha256(key.encode()).hexdigest()
