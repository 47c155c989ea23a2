"""Adding, ordering and removing evidence, while the dossier is still in preparation."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from audit.services import record
from documents.checks import clean_name
from documents.services import store_file
from evidence.models import EvidenceItem
from evidence.policies import quota_problems
from evidence.queries import known_content
from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring.models import SelfAssessment, SelfScore
from scoring.policies import scoring_problems


def lock_for_evidence(score: SelfScore, now: datetime) -> SelfAssessment:
    """The locked self-assessment of a leaf whose evidence may change now.

    Raises:
        Refused: the dossier is sent or its time over [R2, R4].
    """
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
        Refused: the dossier is sent or its time over [R2, R4]; the file cannot be kept (see `store_file`), is in the
            set already (`evidence_twice`), or does not fit into what the commune may hold (`quota_exceeded`).
    """
    assessment = lock_for_evidence(score, now)
    stored = store_file(upload=upload, by=by, now=now)
    standing = _standing_in(assessment, stored.sha256)
    refuse_if(_twice_problems(standing, score, name=stored.name))
    if not standing:
        refuse_if(quota_problems(assessment, name=stored.name, size=stored.size))
    return _put_last(score, stored, assessment, by=by, now=now)


@transaction.atomic
def link_evidence(*, score: SelfScore, sha256: str, name: str, by, now: datetime) -> EvidenceItem | None:
    """Put content that this commune already has into another leaf's set, without sending it again.

    A removed file of the same set comes back in its place. None where the commune has no such content; whether
    another commune has it is never told.

    Raises:
        Refused: as `add_evidence`.
    """
    assessment = lock_for_evidence(score, now)
    name = clean_name(name)
    known = known_content(score, sha256)
    if known is None:
        return None
    standing = _standing_in(assessment, sha256)
    refuse_if(_twice_problems(standing, score, name=name))
    if not standing:
        refuse_if(quota_problems(assessment, name=name, size=known.file.size))
    if known.score_id == score.pk:
        return restore_evidence(item=known, by=by, now=now)
    return _put_last(score, known.file, assessment, by=by, now=now)


def _put_last(score, stored, assessment, *, by, now) -> EvidenceItem:
    last = EvidenceItem.objects.filter(score=score).aggregate(last=Max("position"))["last"] or 0
    item = EvidenceItem.objects.create(score=score, file=stored, position=last + 1, added_at=now, added_by=by)
    record("evidence.add_evidence", by=by, now=now, on=assessment, leaf=score.criterion.code, file=stored.name)
    return item


def _standing_in(assessment, sha256) -> list[EvidenceItem]:
    items = EvidenceItem.objects.filter(score__assessment=assessment, removed_at=None, file__sha256=sha256)
    return list(items.select_related("file"))


def _twice_problems(standing, score, *, name):
    here = next((item for item in standing if item.score_id == score.pk), None)
    if here is not None:
        yield Problem("evidence_twice", where=name, params={"name": here.file.name})


@transaction.atomic
def remove_evidence(*, item: EvidenceItem, by, now: datetime) -> EvidenceItem:
    """Take a file out of its set; it can be put back until the dossier is sent.

    Raises:
        Refused: as `add_evidence`.
    """
    assessment = lock_for_evidence(item.score, now)
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
    assessment = lock_for_evidence(item.score, now)
    standing = _standing_in(assessment, item.file.sha256)
    refuse_if(_twice_problems([other for other in standing if other.pk != item.pk], item.score, name=item.file.name))
    if not standing:
        refuse_if(quota_problems(assessment, name=item.file.name, size=item.file.size))
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
    assessment = lock_for_evidence(item.score, now)
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
