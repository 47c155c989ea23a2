"""Secrets that must be readable are encrypted in the database (decision 0024)."""

import base64
import hashlib
from collections.abc import Callable
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from kernel.hooks import Hook

_FOR = b"friendly_gov: secrets of accounts"

# Columns of other apps that hold what `encrypt` made, as ("app.Model", "field"); empty where there is no secret.
encrypted_columns: Hook[tuple[str, str]] = Hook()


class UnreadableSecretError(Exception):
    """It was encrypted with a key that is no longer in the settings."""


def encrypt(text: str) -> str:
    """Encrypt the text with the first key."""
    return _fernet(_keys()).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Decrypt the text with whichever key encrypted it.

    Raises:
        UnreadableSecretError: none of `ENCRYPTION_KEYS`, `SECRET_KEY`, `SECRET_KEY_FALLBACKS` decrypts it.
    """
    try:
        return _fernet(_keys()).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise UnreadableSecretError("None of the keys in the settings decrypts this secret.") from error


def digest(key: str) -> str:
    """The lookup digest of an unguessable key."""
    return hashlib.sha256(key.encode()).hexdigest()


def with_secrets(data: dict, change: Callable[[str], str]) -> dict:
    """allauth's data of a second factor, with each secret transformed."""
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
    """Derive a key from a setting of any length, separate from all other uses of that setting."""
    return base64.urlsafe_b64encode(HKDF(SHA256(), length=32, salt=None, info=_FOR).derive(key.encode()))
