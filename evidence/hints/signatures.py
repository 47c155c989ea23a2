"""Digital signatures of a PDF: whose, when, is what was signed intact, and does a known authority vouch for it.

Nothing is fetched from the network. The roots trusted are the certificates (PEM or DER) in `SIGNATURE_TRUST_DIR`, into
which operators put those of the authorities they trust: the government's own and the licensed public ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from asn1crypto import x509
from django.conf import settings
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

_BROKEN = (PdfError, SignatureValidationError, ValueError, TypeError, KeyError, OSError, AttributeError)
_CERTIFICATES = ("*.pem", "*.crt", "*.cer", "*.der")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature. `signed_at` is by the signer's own clock unless a time stamp proves it (`is_stamped`)."""

    signer: str
    signed_at: datetime | None
    is_stamped: bool
    is_intact: bool
    is_trusted: bool


def trust_roots() -> list[x509.Certificate]:
    """The certificates that operators trust; none where the setting is empty."""
    if not settings.SIGNATURE_TRUST_DIR:
        return []
    folder = Path(settings.SIGNATURE_TRUST_DIR)
    files = sorted(str(path) for pattern in _CERTIFICATES for path in folder.glob(pattern))
    return list(load_certs_from_pemder(files))


def signatures_of(content: BinaryIO) -> list[Signature]:
    """Every signature of a PDF, in the order in which they were made.

    Raises:
        ValueError: the file cannot be read as a PDF.
    """
    try:
        found = PdfFileReader(content, strict=False).embedded_regular_signatures
    except _BROKEN as broken:
        raise ValueError(str(broken)) from broken
    return list(_judged(found))


def _judged(found) -> Iterator[Signature]:
    roots = trust_roots()
    for one in found:
        context = ValidationContext(trust_roots=roots, allow_fetching=False)
        try:
            status = validate_pdf_signature(one, context)
        except _BROKEN:
            yield Signature(
                signer=_name(one.signer_cert),
                signed_at=one.self_reported_timestamp,
                is_stamped=False,
                is_intact=False,
                is_trusted=False,
            )
        else:
            yield _signature(status)


def _signature(status: PdfSignatureStatus) -> Signature:
    stamp = status.timestamp_validity
    stamped = stamp is not None and stamp.intact and stamp.valid
    untouched = status.intact and status.valid and status.docmdp_ok is not False and _unchanged(status)
    return Signature(
        signer=_name(status.signing_cert),
        signed_at=stamp.timestamp if stamped else status.signer_reported_dt,
        is_stamped=stamped,
        is_intact=untouched,
        is_trusted=untouched and status.trusted,
    )


def _unchanged(status: PdfSignatureStatus) -> bool:
    """Nothing but further signatures and what belongs to them came after this one."""
    level = status.modification_level
    return level is not None and level.name != "OTHER"


def _name(certificate: x509.Certificate | None) -> str:
    if certificate is None:
        return ""
    told = certificate.subject.native
    name = told.get("common_name") or told.get("organization_name") or certificate.subject.human_friendly
    return name if isinstance(name, str) else ", ".join(name)
