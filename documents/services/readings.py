"""Read stored contents: sandboxed, within limits checked once, and not again by a reader that failed."""

import logging
from datetime import datetime
from typing import Any, BinaryIO

from documents.models import FailedReading, Inspection, StoredFile, Unread
from documents.sandbox.reading import Reader, UnreadableError, read

logger = logging.getLogger(__name__)
_INSPECT = Reader("inspect", "documents.readers.inspection:inspect", seconds=10, megabytes=192)


def ensure_inspected(*, inspection: Inspection, now: datetime) -> Inspection:
    """Check once a content's warnings and whether it keeps the limits; where its bytes are missing, nothing is known.

    Call it outside any transaction: it may take seconds.
    """
    if inspection.looked_at is not None:
        return inspection
    stored = StoredFile.objects.filter(inspection=inspection).first()
    if stored is None:
        return inspection
    try:
        with stored.content.open("rb") as content:
            facts = read(_INSPECT, content, media_type=stored.media_type)
    except FileNotFoundError:
        return inspection
    except UnreadableError as failure:
        logger.warning("The content %s could not be looked into: %s", inspection.sha256, failure)
        facts = {"content_flags": [], "refused": failure.why}
    refused = facts["refused"] if facts["refused"] in Unread else ""
    Inspection.objects.filter(pk=inspection.pk).update(
        content_flags=facts["content_flags"], refused=refused, looked_at=now
    )
    inspection.refresh_from_db()
    return inspection


def read_stored(
    *,
    reader: Reader,
    stored: StoredFile,
    now: datetime,
    output: BinaryIO | None = None,
    again: bool = False,
    **options: Any,
) -> Any:
    """A reader's answer for a stored file; `output` receives its product. A failure is remembered, unless `again`.

    Raises:
        UnreadableError: it cannot be read, or could not before.
        FileNotFoundError: its bytes are missing.
    """
    inspection = ensure_inspected(inspection=stored.inspection, now=now)
    failed = FailedReading.objects.filter(inspection=inspection, reader=reader.name).first()
    if inspection.refused:
        raise UnreadableError(inspection.refused)
    if failed is not None and failed.version == reader.version and not again:
        raise UnreadableError(failed.why)
    try:
        with stored.content.open("rb") as content:
            facts = read(reader, content, output=output, **options)
    except UnreadableError as failure:
        note_failure(reader=reader.name, version=reader.version, inspection=inspection, failure=failure, now=now)
        raise
    if failed is not None:
        failed.delete()
    return facts


def note_failure(
    *, reader: str, version: int = 1, inspection: Inspection, failure: UnreadableError, now: datetime
) -> None:
    """Record that this version of a reader cannot read a content."""
    logger.warning("The content %s could not be read (%s): %s", inspection.sha256, reader, failure)
    fields = {
        "version": version,
        "why": failure.why if failure.why in Unread else Unread.BROKEN,
        "message": "".join(letter for letter in failure.message if letter.isprintable())[:500],
        "failed_at": now,
    }
    FailedReading.objects.update_or_create(inspection=inspection, reader=reader, defaults=fields)
