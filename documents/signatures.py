"""Whom the operator trusts for digital signatures, and the reader that judges them in confinement.

`SIGNATURE_TRUST_DIR` contains the certificates (PEM or DER) of the authorities that the operator trusts (the
government's own and the licensed public ones), and their lists of revoked certificates (`*.crl`).
"""

import base64
from collections.abc import Iterator
from pathlib import Path

from asn1crypto import pem
from django.conf import settings

from documents.sandbox.reading import Reader

SIGNATURES = Reader("signatures", "documents.readers.signatures:judge", seconds=20, megabytes=600)
_CERTIFICATES = ("*.pem", "*.crt", "*.cer", "*.der")
_LISTS = ("*.crl",)


def trust_roots() -> Iterator[str]:
    """The trusted certificates of the operator, in base64; none where the setting is empty."""
    return _read(_CERTIFICATES)


def revocation_lists() -> Iterator[str]:
    """The lists of revoked certificates, in base64."""
    return _read(_LISTS)


def _read(patterns: tuple[str, ...]) -> Iterator[str]:
    folder = Path(settings.SIGNATURE_TRUST_DIR) if settings.SIGNATURE_TRUST_DIR else None
    for path in sorted(path for pattern in patterns for path in folder.glob(pattern)) if folder else ():
        body = path.read_bytes()
        pieces = [one for _, _, one in pem.unarmor(body, multiple=True)] if pem.detect(body) else [body]
        yield from (base64.b64encode(one).decode() for one in pieces)
