"""Signatures over the roots of the trail: Ed25519, with keys from the settings, never from the database."""

import base64
from collections.abc import Iterator
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_FOR = b"friendly_gov: roots of the trail"
_HEADER = b"friendly_gov trail root 1\n"


def sign(statement: bytes) -> str:
    """The signature by the first key."""
    return base64.b64encode(_private(_keys()[0]).sign(_HEADER + statement)).decode()


def public_key() -> str:
    """The public half of the key that signs now."""
    return _public(_keys()[0])


def trusted_keys() -> list[str]:
    """The public keys that may have signed: of every key in the settings, and of keys that are gone."""
    return [*map(_public, _keys()), *settings.TRAIL_FORMER_PUBLIC_KEYS]


def signer_of(statement: bytes, signature: str) -> str:
    """The trusted public key that made the signature; "" for none."""
    return next((key for key in trusted_keys() if _is_by(key, statement, signature)), "")


def _is_by(key: str, statement: bytes, signature: str) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
        public.verify(base64.b64decode(signature, validate=True), _HEADER + statement)
    except (InvalidSignature, ValueError):
        return False
    return True


def _keys() -> tuple[str, ...]:
    return tuple(_configured())


def _configured() -> Iterator[str]:
    yield from settings.TRAIL_KEYS
    yield from settings.ENCRYPTION_KEYS
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS


@cache
def _private(key: str) -> Ed25519PrivateKey:
    """Derive a key from a setting of any length, separate from all other uses of that setting."""
    seed = HKDF(SHA256(), length=32, salt=None, info=_FOR).derive(key.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


@cache
def _public(key: str) -> str:
    return base64.b64encode(_private(key).public_key().public_bytes_raw()).decode()
