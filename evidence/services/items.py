"""Add, order and remove evidence while the dossier is open."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from accounts.models import User
from audit.services import record
from communes.policies import quota_problems, room_for
from documents.checks import clean_name
from documents.kinds import XLS, XLSX
from documents.models import StoredFile
from documents.pictures import is_picture
from documents.policies import quarantine_problems
from documents.services import Incoming, store_file
from evidence import tasks
from evidence.models import EvidenceItem
from evidence.policies import evidence_lock_problems
from evidence.queries import known_content
from evidence.services.locks import LockedDossier, lock_dossier
from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring.models import SelfAssessment, SelfScore


def lock_for_evidence(score: SelfScore, now: datetime, *, item: EvidenceItem | None = None) -> LockedDossier:
    """The locked dossier of a criterion whose evidence, or whose `item`, may change now.

    Raises:
        Refused: the dossier is sent or its time over [R2, R4], and the team does not ask about this criterion [R3].
    """
    dossier = lock_dossier(score.assessment_id)
    refuse_if(evidence_lock_problems(dossier.assessment, score, now=now, item=item))
    return dossier


@transaction.atomic
def add_evidence(*, score: SelfScore, upload: UploadedFile, by: User, now: datetime) -> EvidenceItem:
    """Add a file to the end of a criterion's set [dossier 4].

    Raises:
        Refused: the dossier is sent or its time over [R2, R4]; the file cannot be stored (see `store_file`), is already
            in the set (`evidence_twice`), or exceeds the commune's quota (`quota_exceeded`).
    """
    dossier = lock_for_evidence(score, now)
    stored = store_file(upload=upload, by=by, now=now, judge=partial(joining_problems, dossier.assessment, score))
    description = {"kind": kind_of_media(stored.media_type)}
    return append_item(score, stored, dossier, description=description, by=by, now=now)


@transaction.atomic
def link_evidence(*, score: SelfScore, sha256: str, name: str, by: User, now: datetime) -> EvidenceItem | None:
    """Add content that this commune already has to another criterion's set without uploading it again; it
    keeps its description.

    A removed file of the same set is restored. None where the commune has no such content; whether
    another commune has it is never revealed.

    Raises:
        Refused: as `add_evidence`.
    """
    dossier = lock_for_evidence(score, now)
    name = clean_name(name)
    known = known_content(score, sha256)
    if known is None:
        return None
    refuse_if(quarantine_problems(known.file.inspection, name))
    refuse_if(twice_problems(standing_in(dossier.assessment, sha256), score, name=name))
    refuse_if(quota_problems(dossier.registration, name=name, size=known.file.size, sha256=sha256))
    if known.score_id == score.pk:
        return restore_evidence(item=known, by=by, now=now)
    description = {field: getattr(known, field) for field in EvidenceItem.DESCRIPTION}
    return append_item(score, known.file, dossier, description=description, by=by, now=now)


def append_item(
    score: SelfScore,
    stored: StoredFile,
    dossier: LockedDossier,
    *,
    description: Mapping[str, Any],
    by: User,
    now: datetime,
) -> EvidenceItem:
    """Add a stored file to the end of a locked set, with its known description."""
    last = EvidenceItem.objects.filter(score=score).aggregate(last=Max("position"))["last"] or 0
    item = EvidenceItem.objects.create(
        score=score, file=stored, position=last + 1, added_at=now, added_by=by, **description
    )
    dossier.save()
    tasks.look_for_hints.enqueue(item.pk)
    record(
        "evidence.add_evidence", by=by, now=now, on=dossier.assessment, criterion=score.criterion.code, file=stored.name
    )
    return item


def kind_of_media(media_type: str) -> str:
    """The likely kind of a file by its content: pictures and workbooks are distinguished from documents."""
    if is_picture(media_type):
        return EvidenceItem.Kind.PICTURE
    sheets = (XLSX.media_type, XLS.media_type)
    return EvidenceItem.Kind.STATISTICS if media_type in sheets else EvidenceItem.Kind.DOCUMENT


def standing_in(assessment: SelfAssessment, sha256: str) -> list[EvidenceItem]:
    """The items of a commune's year with this content."""
    items = EvidenceItem.objects.filter(score__assessment=assessment, removed_at=None, file__sha256=sha256)
    return list(items.select_related("file"))


def joining_problems(assessment: SelfAssessment, score: SelfScore, incoming: Incoming) -> Iterator[Problem]:
    """Why a file cannot be added to this set: it is already there, or the quota is used up; checked before storing."""
    yield from twice_problems(standing_in(assessment, incoming.sha256), score, name=incoming.name)
    yield from room_for(assessment.registration, incoming)


def twice_problems(standing: Iterable[EvidenceItem], score: SelfScore, *, name: str) -> Iterator[Problem]:
    """Why content that is in `standing` is not added to this set again."""
    here = next((item for item in standing if item.score_id == score.pk), None)
    if here is not None:
        yield Problem("evidence_twice", where=name, params={"name": here.file.name})


def _as_stored(item: EvidenceItem) -> EvidenceItem:
    """The item reloaded under the lock, because what a page showed may be out of date."""
    return EvidenceItem.objects.select_related("file", "score__criterion").get(pk=item.pk)


@transaction.atomic
def remove_evidence(*, item: EvidenceItem, by: User, now: datetime) -> EvidenceItem:
    """Remove a file from its set; it can be restored until the dossier is sent. Repeating it changes nothing.

    Raises:
        Refused: as `add_evidence`.
    """
    dossier = lock_for_evidence(item.score, now, item=item)
    item = _as_stored(item)
    if item.removed_at is not None:
        return item
    item.removed_by, item.removed_at = by, now
    item.save(update_fields=["removed_by", "removed_at"])
    dossier.save()
    _record("remove_evidence", item, dossier, by, now)
    return item


@transaction.atomic
def restore_evidence(*, item: EvidenceItem, by: User, now: datetime) -> EvidenceItem:
    """Restore a removed file to its position.

    Raises:
        Refused: as `add_evidence`.
    """
    dossier = lock_for_evidence(item.score, now, item=item)
    item = _as_stored(item)
    if item.removed_at is None:
        return item
    standing = standing_in(dossier.assessment, item.file.sha256)
    refuse_if(twice_problems([other for other in standing if other.pk != item.pk], item.score, name=item.file.name))
    size, sha256 = item.file.size, item.file.sha256
    refuse_if(quota_problems(dossier.registration, name=item.file.name, size=size, sha256=sha256))
    item.removed_by = item.removed_at = None
    item.save(update_fields=["removed_by", "removed_at"])
    dossier.save()
    _record("restore_evidence", item, dossier, by, now)
    return item


@transaction.atomic
def move_evidence(*, item: EvidenceItem, up: bool, by: User, now: datetime) -> EvidenceItem:
    """Move a file one position up or down in its set; at either end nothing happens.

    Raises:
        Refused: as `add_evidence`.
    """
    dossier = lock_for_evidence(item.score, now, item=item)
    items = list(EvidenceItem.objects.filter(score=item.score, removed_at=None).order_by("position", "pk"))
    place = next((number for number, other in enumerate(items) if other.pk == item.pk), None)
    other = -1 if place is None else place + (-1 if up else 1)
    if place is None or not 0 <= other < len(items):
        return item
    items[place], items[other] = items[other], items[place]
    for position, moved in enumerate(items, start=1):
        moved.position = position
    EvidenceItem.objects.bulk_update(items, ["position"])
    dossier.save()
    _record("move_evidence", item, dossier, by, now)
    return items[other]


def _record(verb: str, item: EvidenceItem, dossier: LockedDossier, by: User, now: datetime) -> None:
    facts = {"criterion": item.score.criterion.code, "file": item.file.name}
    record(f"evidence.{verb}", by=by, now=now, on=dossier.assessment, **facts)
