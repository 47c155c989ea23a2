"""Dossiers that a correction of the table set aside: what is copied, and what counts if none is sent again [S7].

A dossier sent in time stays sent in time: a unit that does not send again by its deadline is appraised by its earlier
dossier, under the corrected table (the portal's own reading, docs/decisions/0049).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.services import record
from communes.models import Cycle
from communes.services.locks import lock_cycle
from evidence import notices
from evidence.dossier_admission import waiting_for_former, waits_for_former
from evidence.models import DossierPart, EvidenceItem, Hint
from evidence.services.dossiers import issue_receipt, receipt_facts
from evidence.services.locks import lock_dossier
from scoring.models import SelfAssessment
from scoring.services.successors import sent_before, take_over_as_sent
from scoring.set_aside import Effect, Succession

_BATCH = 2000
_SIGNED = ("signed_id", "signed_at", "signed_by_id", "number", "dated")
_TYPED = ("kind", "signer_title", "signer_name", "text")
_DECIDED = (
    *("shortcoming", "sent_at", "sent_by", "sent_reason"),
    *("decided_at", "decided_by", "decision_note", "complete_before"),
)


def follow(successions: Sequence[Succession], scores: Mapping[int, int], by: User, now: datetime) -> None:
    """Copy the evidence files and the typed text of the papers to the new dossiers, and notify the communes.

    The papers cite the former points, so they must be signed again, with a new number and date; but where a dossier
    counts as it was sent, or was taken back under the same table, signed copies are copied too.
    """
    items = _copy_items(scores)
    _copy_hints(items)
    for succession in successions:
        parts = DossierPart.objects.filter(assessment=succession.source).order_by("pk")
        is_signed = succession.is_as_sent or bool(succession.former.set_aside_reason)
        fields = (*_TYPED, *_SIGNED) if is_signed else _TYPED
        DossierPart.objects.bulk_create(
            DossierPart(assessment=succession.copy, **{name: getattr(part, name) for name in fields}) for part in parts
        )


def _copy_items(scores: Mapping[int, int]) -> dict[int, int]:
    """Copy the files of the sets in their positions; returns the keys of the copies by those of their sources."""
    rows = list(EvidenceItem.objects.filter(score__in=scores, removed_at=None).order_by("pk"))
    fields = ("file_id", "position", "added_at", "added_by_id", *EvidenceItem.DESCRIPTION)
    copies = [
        EvidenceItem(score_id=scores[row.score_id], **{name: getattr(row, name) for name in fields}) for row in rows
    ]
    EvidenceItem.objects.bulk_create(copies, batch_size=_BATCH)
    return {row.pk: copy.pk for row, copy in zip(rows, copies, strict=True)}


def _copy_hints(items: Mapping[int, int]) -> None:
    """Hints on a file also hold for its copy, and dismissed ones stay dismissed."""
    hints = list(Hint.objects.filter(Q(item__in=items) | Q(other__in=items)).order_by("pk"))
    for hint in hints:
        other = items.get(hint.other_id or 0, hint.other_id)
        if other != hint.other_id:
            hint.key = str(other)
        hint.pk, hint.item_id, hint.other_id = None, items.get(hint.item_id, hint.item_id), other
    Hint.objects.bulk_create(hints, batch_size=_BATCH, ignore_conflicts=True)


def effects(works: QuerySet[SelfAssessment]) -> Iterator[Effect]:
    """What happens to the files, papers, receipts and letters of sent dossiers."""
    files = EvidenceItem.objects.filter(score__assessment__in=works, removed_at=None).count()
    counts = works.aggregate(
        signed=Count("parts", filter=Q(parts__signed__isnull=False), distinct=True),
        receipts=Count("receipt", distinct=True),
        letters=Count("inquiries", distinct=True),
    )
    yield Effect(_("Files of evidence that go along"), files)
    yield Effect(_("Signed papers to be signed again"), counts["signed"])
    yield Effect(_("Receipts that stand no longer, kept on record"), counts["receipts"])
    yield Effect(_("Letters to communes that are set aside, kept on record"), counts["letters"])


def count_former_dossiers(*, now: datetime, cycle: Cycle | None = None) -> int:
    """Let every earlier dossier count whose unit sent no other in time after the correction; returns how many.

    Repeatable.
    """
    return sum(
        count_former_dossier(assessment=work, now=now) is not None for work in waiting_for_former(cycle, now=now)
    )


@transaction.atomic
def count_former_dossier(*, assessment: SelfAssessment, now: datetime) -> SelfAssessment | None:
    """Let the dossier count that a unit had sent before the correction, after its deadline has passed [R2, S7].

    What it prepared since is set aside, on record. None where there is nothing to do: it has sent again, its time has
    not passed, or it had sent nothing.
    """
    lock_cycle(assessment.registration.cycle_id)
    work = lock_dossier(assessment.pk).assessment
    source = sent_before(work) if waits_for_former(work, now=now) else None
    if source is None:
        return None
    copy = take_over_as_sent(work, source, now=now)
    _send_as_before(copy, source)
    if copy.submitted_at is None:
        record("evidence.former_dossier_waits", by=None, now=now, on=copy)
        notices.dossier_to_decide(copy, now=now)
        return copy
    receipt = issue_receipt(copy, now=now)
    facts = receipt_facts(receipt)
    record("evidence.count_former_dossier", by=None, now=now, on=copy, **facts)
    notices.former_dossier_counts(receipt, now=now)
    return copy


def _send_as_before(copy: SelfAssessment, source: SelfAssessment) -> None:
    """A dossier that counted still counts from when it was sent; one that waited for a decision waits again [R2]."""
    if source.submitted_at is None:
        copy.send_incomplete(by=source.sent_by, at=source.sent_at, reason=source.sent_reason)
    else:
        for name in _DECIDED:
            setattr(copy, name, getattr(source, name))
        copy.submit(by=source.submitted_by, at=source.submitted_at)
    copy.full_clean(exclude=["registration", "rubric", "replaces"])
    copy.save()
