"""Adding, ordering and removing evidence, while the dossier is still in preparation."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from audit.services import record
from documents.services import store_file
from evidence.models import EvidenceItem
from kernel.refusals import refuse_if
from scoring.models import SelfAssessment, SelfScore
from scoring.policies import scoring_problems


def _lock(score: SelfScore, now: datetime) -> SelfAssessment:
    rows = SelfAssessment.objects.select_for_update(of=("self",))
    assessment = rows.select_related("registration__commune", "registration__cycle", "rubric").get(
        pk=score.assessment_id
    )
    refuse_if(scoring_problems(assessment, now=now))
    return assessment


@transaction.atomic
def add_evidence(*, score: SelfScore, upload: UploadedFile, by, now: datetime) -> EvidenceItem:
    """Put a file at the end of a leaf's set [dossier 4].

    Raises:
        Refused: the dossier is sent or its time over [R2, R4], or the file cannot be kept (see `store_file`).
    """
    assessment = _lock(score, now)
    stored = store_file(upload=upload, by=by, now=now)
    last = EvidenceItem.objects.filter(score=score).aggregate(last=Max("position"))["last"] or 0
    item = EvidenceItem.objects.create(score=score, file=stored, position=last + 1, added_at=now, added_by=by)
    record("evidence.add_evidence", by=by, now=now, on=assessment, leaf=score.criterion.code, file=stored.name)
    return item


@transaction.atomic
def remove_evidence(*, item: EvidenceItem, by, now: datetime) -> EvidenceItem:
    """Take a file out of its set; it can be put back until the dossier is sent.

    Raises:
        Refused: as `add_evidence`.
    """
    assessment = _lock(item.score, now)
    item.removed_by, item.removed_at = by, now
    item.save(update_fields=["removed_by", "removed_at"])
    record(
        "evidence.remove_evidence", by=by, now=now, on=assessment, leaf=item.score.criterion.code, file=item.file.name
    )
    return item


@transaction.atomic
def restore_evidence(*, item: EvidenceItem, by, now: datetime) -> EvidenceItem:
    """Put a removed file back in its place.

    Raises:
        Refused: as `add_evidence`.
    """
    assessment = _lock(item.score, now)
    item.removed_by = item.removed_at = None
    item.save(update_fields=["removed_by", "removed_at"])
    record(
        "evidence.restore_evidence", by=by, now=now, on=assessment, leaf=item.score.criterion.code, file=item.file.name
    )
    return item


@transaction.atomic
def move_evidence(*, item: EvidenceItem, up: bool, by, now: datetime) -> EvidenceItem:
    """Move a file one place up or down in its set; at the end it stays.

    Raises:
        Refused: as `add_evidence`.
    """
    assessment = _lock(item.score, now)
    items = list(EvidenceItem.objects.filter(score=item.score, removed_at=None).order_by("position", "pk"))
    place = next((number for number, other in enumerate(items) if other.pk == item.pk), None)
    other = None if place is None else place + (-1 if up else 1)
    if other is None or not 0 <= other < len(items):
        return item
    items[place], items[other] = items[other], items[place]
    for position, moved in enumerate(items, start=1):
        moved.position = position
    EvidenceItem.objects.bulk_update(items, ["position"])
    record("evidence.move_evidence", by=by, now=now, on=assessment, leaf=item.score.criterion.code, file=item.file.name)
    return items[other]
