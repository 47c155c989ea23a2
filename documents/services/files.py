"""Keeping files: content by its SHA-256, stored once, never overwritten."""

import hashlib
from datetime import datetime

from django.core.files.base import File

from documents import tasks
from documents.checks import clean_name, kind_of, upload_problems
from documents.models import Discarded, Inspection, StoredFile
from documents.policies import quarantine_problems
from kernel.refusals import refuse_if

CHUNK = 2**20


def store_file(*, upload: File, by, now: datetime) -> StoredFile:
    """Keep an upload; the same content is stored once, under as many names as it came.

    `upload` is anything with a name, a size, `seek` and `chunks`; it is read piece by piece, never whole.

    Raises:
        Refused: `file_empty`, `file_too_large`, `file_is_archive`, `file_kind_unknown` or `file_infected`, where this
            very content was found infected before; nothing is stored.
    """
    refuse_if(upload_problems(upload))
    kind, sha256, name = kind_of(upload), _digest(upload), clean_name(upload.name)
    inspection, _ = Inspection.objects.get_or_create(sha256=sha256)
    refuse_if(quarantine_problems(inspection, name))
    stored = StoredFile(
        sha256=sha256,
        inspection=inspection,
        name=name,
        media_type=kind.media_type,
        size=upload.size,
        stored_at=now,
        stored_by=by,
    )
    stored.full_clean(exclude=["content"])
    stored.content.name = _kept(stored, upload)
    stored.save()
    if inspection.looked_at is None or inspection.state == Inspection.State.FAILED:
        tasks.inspect_content.enqueue(inspection.pk)
    return stored


def keep_content(*, upload: File) -> None:
    """Put the bytes of an upload into the store ahead of `store_file`, which then finds them there: for large files,
    before a lock is taken that others wait for.

    Raises:
        Refused: as `store_file`.
    """
    refuse_if(upload_problems(upload))
    _kept(StoredFile(sha256=_digest(upload), name=clean_name(upload.name), size=upload.size), upload)


def _kept(stored: StoredFile, upload: File) -> str:
    """The address under which the store holds the bytes, put there where they are not there yet, and whole."""
    storage = stored.content.storage
    address = stored.content.field.generate_filename(stored, stored.name)
    # Before looking: whoever is about to remove these bytes is waited for, or now leaves them alone.
    Discarded.objects.filter(sha256=stored.sha256).delete()
    if storage.exists(address):
        if storage.size(address) == stored.size:
            return address
        # A copy that was broken off while it was written.
        storage.delete(address)
    upload.seek(0)
    written = storage.save(address, upload)
    if written != address:
        # The same content came twice at the same moment; the first to come stays.
        storage.delete(written)
    return address


def _digest(upload: File) -> str:
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks(CHUNK):
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
