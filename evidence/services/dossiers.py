"""Send the dossier [R2]."""

import hashlib
import secrets
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from audit.services import record
from communes.models import HandOff
from communes.policies import room_for
from communes.services.hand_offs import end_hand_offs
from documents.services import discard_replaced, store_file
from evidence import notices
from evidence.models import DossierPart, EvidenceItem, Receipt
from evidence.policies import dossier_problems, seen_total_problems
from evidence.services.locks import lock_dossier
from evidence.services.papers import part_of
from kernel.refusals import refuse_if
from scoring.models import SelfAssessment
from scoring.policies import scoring_problems

DOSSIER_SUBJECTS = (HandOff.Subject.PAPERS, HandOff.Subject.DOSSIER)
# Letters and digits that cannot be confused when read aloud.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@transaction.atomic
def upload_signed(
    *, assessment: SelfAssessment, kind: str, upload: UploadedFile, by: User, now: datetime
) -> DossierPart:
    """Upload the signed copy of a paper, or replace it, before the dossier is sent [dossier].

    Raises:
        Refused: the dossier is sent or its time over, the file cannot be stored (see `store_file`), or it exceeds
            the commune's quota.
    """
    dossier = lock_dossier(assessment.pk)
    assessment = dossier.assessment
    refuse_if(scoring_problems(assessment, now=now))
    part = part_of(assessment, kind)
    before, room = part.signed, partial(room_for, assessment.registration, by=by)
    part.signed = store_file(upload=upload, by=by, now=now, judge=room)
    part.signed_at, part.signed_by = now, by
    part.full_clean()
    part.save()
    dossier.save()
    discard_replaced(before, unless=part.signed, now=now)
    record("evidence.upload_signed", by=by, now=now, on=assessment, kind=kind, file=part.signed.name)
    return part


@transaction.atomic
def submit_dossier(*, assessment: SelfAssessment, by: User, now: datetime, seen_total: str | None = None) -> Receipt:
    """Send the dossier to the city through the department [R2]: all four components, locked from then on.

    `seen_total` is the total that the sender's page showed, as text with two decimals. Sending twice returns the same
    receipt.

    Raises:
        Refused: with everything that is missing or late, each with its clause; or the total has changed meanwhile.
    """
    dossier = lock_dossier(assessment.pk)
    assessment = dossier.assessment
    if assessment.state != SelfAssessment.State.OPEN and (
        receipt := Receipt.objects.filter(assessment=assessment).first()
    ):
        return receipt
    refuse_if(dossier_problems(assessment, now=now))
    refuse_if(seen_total_problems(assessment, seen_total))
    assessment.submit(by=by, at=now)
    assessment.full_clean(exclude=["registration", "rubric"])
    dossier.save("state", "submitted_by", "submitted_at")
    receipt = issue_receipt(assessment, now=now)
    record("evidence.submit_dossier", by=by, now=now, on=assessment, **receipt_facts(receipt))
    end_hand_offs(assessment.registration, *DOSSIER_SUBJECTS, by=by, now=now)
    notices.dossier_sent(receipt, now=now)
    notices.dossier_received(receipt, now=now)
    return receipt


def receipt_facts(receipt: Receipt) -> dict[str, Any]:
    """What the trail says of a receipt; its proof holds for all of it, so the digest of the dossier is among it."""
    return {"receipt": receipt.code, "total": f"{receipt.total:.2f}", "digest": receipt.digest}


def issue_receipt(assessment: SelfAssessment, *, now: datetime) -> Receipt:
    """The commune's receipt for what it sent; the caller has locked the dossier."""
    receipt = Receipt(
        assessment=assessment,
        code=_code(),
        total=assessment.total,
        files_count=EvidenceItem.objects.filter(score__assessment=assessment, removed_at=None).count(),
        digest=_digest(assessment),
        dossier_version=assessment.version,
        issued_at=now,
    )
    receipt.full_clean(exclude=["assessment"])
    receipt.save()
    return receipt


def _code() -> str:
    letters = [secrets.choice(_LETTERS) for _ in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def _digest(assessment: SelfAssessment) -> str:
    """One digest over every score and every file, in the table's order: the same dossier gives the same digest."""
    digest = hashlib.sha256()
    scores = assessment.scores.order_by("criterion__sort_key")
    for row in scores.values_list("criterion__code", "points", "explanation", "not_applicable"):
        digest.update(repr(row).encode())
    items = EvidenceItem.objects.filter(score__assessment=assessment, removed_at=None)
    items = items.order_by("score__criterion__sort_key", "position", "pk")
    for item in items.values_list("score__criterion__code", "file__sha256"):
        digest.update(repr(item).encode())
    for part in assessment.parts.order_by("kind").values_list("kind", "signed__sha256"):
        digest.update(repr(part).encode())
    return digest.hexdigest()
