"""Digital signatures of a PDF: the signer, the time, whether the signed content is intact, and whether it is trusted.

Nothing is fetched from the network. Trusted roots and lists of revoked certificates come with the request
(`documents.signatures`).
"""

import base64
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from asn1crypto import crl, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext


def judge(content: BinaryIO, output: BinaryIO, *, roots: list[str], revoked: Sequence[str] = ()) -> list[dict]:
    """Report every signature of a PDF, in order of signing.

    `roots` are certificates, `revoked` lists of revoked ones (CRL), in base64.

    `signed_at` is from the signer's own clock unless a timestamp proves it (`is_stamped`).
    """
    trusted = [x509.Certificate.load(base64.b64decode(one)) for one in roots]
    lists = [crl.CertificateList.load(base64.b64decode(one)) for one in revoked]
    signatures = PdfFileReader(content, strict=False).embedded_regular_signatures
    return list(_judged(signatures, trusted, lists))


def _judged(signature, roots: list[x509.Certificate], lists: list[crl.CertificateList]) -> Iterator[dict]:
    for one in signature:
        context = ValidationContext(trust_roots=roots, crls=lists, allow_fetching=False)
        try:
            yield _signature(validate_pdf_signature(one, context), lists)
        except Exception:
            # A broken or unsupported signature does not stop the report of the others.
            yield _verdict(
                _name_of(one), _moment_of(one), is_stamped=False, is_intact=False, is_trusted=False, is_revoked=False
            )


def _signature(status: PdfSignatureStatus, lists: list[crl.CertificateList]) -> dict:
    stamp = status.timestamp_validity
    stamped = stamp if stamp is not None and stamp.intact and stamp.valid else None
    untouched = bool(status.intact and status.valid and status.docmdp_ok is not False and _unchanged(status))
    return _verdict(
        _name(status.signing_cert),
        stamped.timestamp if stamped else status.signer_reported_dt,
        is_stamped=stamped is not None,
        is_intact=untouched,
        is_trusted=bool(untouched and status.trusted),
        is_revoked=bool(status.revoked) or _is_listed(status.signing_cert, lists),
    )


def _is_listed(certificate: x509.Certificate, lists: list[crl.CertificateList]) -> bool:
    """True where a list of its issuer names it; pyHanko looks only where the certificate says where such lists are."""
    return any(
        entry["user_certificate"].native == certificate.serial_number
        for one in lists
        if one.issuer == certificate.issuer
        for entry in one["tbs_cert_list"]["revoked_certificates"]
    )


def _verdict(signer: str, moment, **verdict: bool) -> dict:
    return {"signer": signer, "signed_at": moment.isoformat() if moment else None, **verdict}


def _unchanged(status: PdfSignatureStatus) -> bool:
    """True where only further signatures and their data were added after this one."""
    level = status.modification_level
    return level is not None and level.name != "OTHER"


def _name_of(one) -> str:
    try:
        return _name(one.signer_cert)
    except Exception:
        return ""


def _moment_of(one):
    try:
        return one.self_reported_timestamp
    except Exception:
        return None


def _name(certificate: x509.Certificate | None) -> str:
    if certificate is None:
        return ""
    subject = certificate.subject.native
    name = subject.get("common_name") or subject.get("organization_name") or certificate.subject.human_friendly
    return name if isinstance(name, str) else ", ".join(name)
