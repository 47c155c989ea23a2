"""Secrets that must be read again stand encrypted in the database (decision 0024)."""

import base64
import hashlib
from collections.abc import Callable
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_FOR = b"friendly_gov: secrets of accounts"


class UnreadableSecretError(Exception):
    """It was encrypted with a key that is no longer among the settings."""


def encrypt(text: str) -> str:
    """The text, for nobody without the first of the keys."""
    return _fernet(_keys()).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """The text again, by whichever key encrypted it.

    Raises:
        UnreadableSecretError: by none of those in `ENCRYPTION_KEYS`, `SECRET_KEY`, `SECRET_KEY_FALLBACKS`.
    """
    try:
        return _fernet(_keys()).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise UnreadableSecretError("None of the keys in the settings decrypts this secret.") from error


def digest(key: str) -> str:
    """What a key that nobody can guess is looked up by."""
    return hashlib.sha256(key.encode()).hexdigest()


def with_secrets(data: dict, change: Callable[[str], str]) -> dict:
    """What allauth keeps of a second step, with each of its secrets changed."""
    changed = data | {name: change(data[name]) for name in ("secret", "seed") if name in data}
    if "migrated_codes" in data:
        changed["migrated_codes"] = [change(code) for code in data["migrated_codes"]]
    return changed


def _keys() -> tuple[str, ...]:
    return (*settings.ENCRYPTION_KEYS, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@cache
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    """A setting of any length as a key of its own, of no use for anything else that the setting signs."""
    return base64.urlsafe_b64encode(HKDF(SHA256(), length=32, salt=None, info=_FOR).derive(key.encode()))
