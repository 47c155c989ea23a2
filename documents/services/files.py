"""Store files: content by its SHA-256, stored once, never overwritten."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import File

from documents import tasks
from documents.checks import clean_name, name_of_kind, upload_problems
from documents.kinds import FileKind, kind_of
from documents.models import Discarded, Inspection, StoredFile
from documents.policies import quarantine_problems
from kernel.problems import Problem, required
from kernel.refusals import refuse_if

CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Incoming:
    """What is known of an upload before any of it is stored; its name has the extension of its kind."""

    name: str
    kind: FileKind
    sha256: str
    size: int


Judge = Callable[[Incoming], Iterable[Problem]]


def no_more(_incoming: Incoming) -> Iterable[Problem]:
    """A `judge` without reasons beyond those of the file itself."""
    return ()


def store_file(*, upload: "File[Any]", by: Any, now: datetime, judge: Judge = no_more) -> StoredFile:
    """Store an upload; the same content is stored once, under any number of names.

    `upload` is anything with a name, a size, `seek` and `chunks`; it is read in chunks, never whole. `judge`
    gives the caller's own reasons against it, called before anything is stored.

    Raises:
        Refused: the reasons of `upload_problems` or `judge`; `file_infected`, where this content was found infected
            before; nothing is stored.
    """
    refuse_if(upload_problems(upload))
    incoming = _read(upload)
    refuse_if(judge(incoming))
    inspection, _ = Inspection.objects.get_or_create(sha256=incoming.sha256)
    refuse_if(quarantine_problems(inspection, incoming.name))
    stored = StoredFile(
        sha256=incoming.sha256,
        inspection=inspection,
        name=incoming.name,
        media_type=incoming.kind.media_type,
        size=incoming.size,
        stored_at=now,
        stored_by=by,
    )
    stored.full_clean(exclude=["content"])
    stored.content.name = _kept(stored, upload)
    stored.save()
    if inspection.looked_at is None or inspection.state == Inspection.State.FAILED:
        tasks.inspect_content.enqueue(inspection.pk)
    return stored


def _read(upload: File) -> Incoming:
    kind = required(kind_of(upload))
    return Incoming(name_of_kind(clean_name(upload.name), kind), kind, _digest(upload), upload.size)


def store_content(*, upload: File, now: datetime) -> None:
    """Put the bytes of an upload into the store before `store_file`, which then finds them there: for large files,
    before a lock is taken that others wait for. If `store_file` is not called, the bytes are deleted as discarded.

    Raises:
        Refused: the reasons of `upload_problems`.
    """
    refuse_if(upload_problems(upload))
    incoming = _read(upload)
    _kept(StoredFile(sha256=incoming.sha256, name=incoming.name, size=incoming.size), upload)
    if not StoredFile.objects.filter(sha256=incoming.sha256).exists():
        facts = {"size": incoming.size, "discarded_at": now}
        Discarded.objects.update_or_create(sha256=incoming.sha256, defaults=facts)


def _kept(stored: StoredFile, upload: File) -> str:
    """The storage path of the bytes, which are written where they are missing or incomplete."""
    storage = stored.content.storage
    address = stored.content.field.generate_filename(stored, stored.name)
    # Before looking: a deletion of these bytes is waited for, or from now on leaves them alone.
    Discarded.objects.filter(sha256=stored.sha256).delete()
    if storage.exists(address):
        if storage.size(address) == stored.size:
            return address
        # An incomplete copy, interrupted while it was written.
        storage.delete(address)
    upload.seek(0)
    written = storage.save(address, upload)
    if written != address:
        # The same content came twice at the same moment; the first copy stays.
        storage.delete(written)
    return address


def _digest(upload: File) -> str:
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks(CHUNK):
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
