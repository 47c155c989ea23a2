"""Descriptions of evidence items, and web pages as evidence."""

from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from audit.services import record
from documents.services import store_file
from evidence import tasks
from evidence.citations import cite
from evidence.models import EvidenceItem
from evidence.policies import description_problems, link_problems
from evidence.services.items import append_item, joining_problems, lock_for_evidence
from kernel.refusals import refuse_if
from scoring.models import SelfScore

TYPED = ("kind", "number", "dated", "issuer", "caption", "effective_on")


@transaction.atomic
def describe_evidence(*, item: EvidenceItem, by: User, now: datetime, **typed: Any) -> EvidenceItem:
    """Save an item's kind, number, date, issuing body, caption and effective date.

    Raises:
        Refused: the dossier is sent or its time over [R2, R4], or the document's date is in the future.
        ValidationError: a value does not fit its field, or a file is declared a link, or a link a file.
    """
    dossier = lock_for_evidence(item.score, now, item=item)
    kept = EvidenceItem.objects.select_related("file", "score__criterion").get(pk=item.pk)
    before = {field: getattr(kept, field) for field in TYPED}
    for field in TYPED:
        setattr(kept, field, typed.get(field, before[field]))
    kept.full_clean(exclude=["score", "file", "added_by", "removed_by"])
    refuse_if(description_problems(kept.dated, now=now) if kept.dated != before["dated"] else ())
    if all(getattr(kept, field) == before[field] for field in TYPED):
        return kept
    kept.save(update_fields=TYPED)
    dossier.save()
    tasks.look_for_hints.enqueue(kept.pk)
    criterion, file, cited = kept.score.criterion.code, kept.file.name, cite(kept)
    record(
        "evidence.describe_evidence", by=by, now=now, on=dossier.assessment, criterion=criterion, file=file, cited=cited
    )
    return kept


@transaction.atomic
def add_link(
    *, score: SelfScore, address: str, seen_at: datetime, caption: str, upload: UploadedFile, by: User, now: datetime
) -> EvidenceItem:
    """Add a public page to a criterion's set, with the screenshot or saved page that proves its content [dossier 4].

    The portal never requests the URL; only `upload` proves what the page showed.

    Raises:
        Refused: as `add_evidence`; also a page seen in the future (`link_seen_later`), or a URL that hides its
            host (`link_with_name`).
    """
    dossier = lock_for_evidence(score, now)
    refuse_if(link_problems(address, seen_at, now=now))
    stored = store_file(upload=upload, by=by, now=now, judge=partial(joining_problems, dossier.assessment, score))
    description = {"kind": EvidenceItem.Kind.LINK, "address": address, "seen_at": seen_at, "caption": caption}
    item = append_item(score, stored, dossier, description=description, by=by, now=now)
    item.full_clean(exclude=["score", "file", "added_by"])
    record("evidence.add_link", by=by, now=now, on=dossier.assessment, criterion=score.criterion.code, address=address)
    return item
