"""What a signed PDF says, read in confinement: its signatures, and whether its text is that of the PDF to be signed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from documents.previews.build import PAPER
from documents.sandbox.reading import UnreadableError, read
from documents.signatures import SIGNATURES, revocation_lists, trust_roots
from kernel.fields import BinaryFile
from kernel.problems import Problem


@dataclass(frozen=True, slots=True)
class SignedFile:
    """The signatures of a file, in order of signing, and whether it says what the draft says; unread where broken.

    `is_trust_known` where the operator names trusted authorities, also where none of their certificates can be found.
    """

    signatures: tuple[dict, ...] = ()
    has_same_text: bool = False
    is_unread: bool = False
    is_trust_known: bool = False


def read_signed(signed: BinaryFile, draft: BinaryFile) -> SignedFile:
    """Read both files. It may take seconds: call it outside any transaction."""
    roots = list(trust_roots())
    try:
        signatures = read(SIGNATURES, signed, roots=roots, revoked=list(revocation_lists()))
        same = _said_in(signed) == _said_in(draft)
    except UnreadableError:
        return SignedFile(is_unread=True)
    return SignedFile(tuple(signatures), same, is_trust_known=bool(settings.SIGNATURE_TRUST_DIR))


def _said_in(content: BinaryFile) -> tuple[int, list[bool], str]:
    """The number of pages, which of them have pictures, and the letters: a scanned page more has no letters."""
    content.seek(0)
    facts: dict[str, Any] = read(PAPER, content, output=None)
    return facts["pages"], facts["pictured"], "".join("".join(facts["texts"]).split())


def signed_file_problems(signed: SignedFile) -> Iterator[Problem]:
    """Why a file that came back from signing is not taken: each reason at once."""
    if signed.is_unread:
        yield Problem("signed_unreadable", where="file")
        return
    if not signed.signatures:
        yield Problem("signed_without_signature", where="file")
    for one in signed.signatures:
        signer = {"signer": one["signer"] or "?"}
        if one["is_revoked"]:
            yield Problem("signed_by_revoked", where="file", params=signer)
        elif not one["is_intact"]:
            yield Problem("signed_altered", where="file", params=signer)
        elif signed.is_trust_known and not one["is_trusted"]:
            yield Problem("signed_by_unknown", where="file", params=signer)
    if not signed.has_same_text:
        yield Problem("signed_other_text", where="file")
