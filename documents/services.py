"""Keeping files: content by its SHA-256, stored once, never overwritten."""

import hashlib
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from documents.checks import clean_name, kind_of, upload_problems
from documents.models import StoredFile
from kernel.refusals import refuse_if


def store_file(*, upload: UploadedFile, by, now: datetime) -> StoredFile:
    """Keep an upload; the same content is stored once, under as many names as it came.

    Raises:
        Refused: `file_empty`, `file_too_large`, `file_kind_unknown` or `file_has_macros`; nothing is stored.
    """
    refuse_if(upload_problems(upload))
    kind = kind_of(upload)
    stored = StoredFile(
        sha256=_digest(upload),
        name=clean_name(upload.name),
        media_type=kind.media_type,
        size=upload.size,
        stored_at=now,
        stored_by=by,
    )
    address = stored.content.field.generate_filename(stored, stored.name)
    if stored.content.storage.exists(address):
        stored.content.name = address
    else:
        stored.content.save(stored.name, upload, save=False)
    stored.full_clean(exclude=["content"])
    stored.save()
    return stored


def _digest(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
