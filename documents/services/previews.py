"""Previews: made once per content by the worker, for files that may be opened; a failure only means no preview."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, transaction

from documents import tasks
from documents.models import FailedReading, Inspection, Preview, StoredFile
from documents.pictures import display_address, is_picture
from documents.policies import mark_of
from documents.previews import build, ocr, storage_paths
from documents.readers import BROKEN, TOO_SLOW
from documents.sandbox.programs import TimedOutError
from documents.sandbox.reading import UnreadableError
from documents.services.readings import ensure_inspected, note_failure

logger = logging.getLogger(__name__)
_Source, _Why = Preview.Source, Preview.Why


def request_preview(*, inspection: Inspection) -> None:
    """Request the preview of a content that may be opened now and has none yet.

    Files made by the portal need none: its pages link to them by name.
    """
    if mark_of(inspection.state):
        return
    stored = StoredFile.objects.filter(inspection=inspection, stored_by__isnull=False).first()
    # A picture is shown only by its display copy, which is made with its preview.
    if stored is None or not (settings.PREVIEWS or is_picture(stored.media_type)):
        return
    _preview, is_new = Preview.objects.get_or_create(inspection=inspection)
    if is_new:
        tasks.make_preview.enqueue(inspection.pk)


def make_preview(*, inspection_id: int, again: bool = False, now: datetime) -> Preview | None:
    """Make thumbnail, PDF and text of a content; None where nobody may see it, or there is nothing to make.

    Repeatable: existing results stay, and failures too, unless `again` or where a program failed. OCR of a
    scan is a separate task.
    """
    inspection = Inspection.objects.get(pk=inspection_id)
    stored = StoredFile.objects.filter(inspection=inspection).first()
    if stored is None or mark_of(inspection.state):
        return None
    preview, _is_new = Preview.objects.get_or_create(inspection=inspection)
    if not (again or preview.state == Preview.State.WAITING or preview.why == _Why.FAILED):
        return preview
    try:
        seen = _built(stored, now)
    except build.NoPreviewError as nothing:
        why = nothing.why
        return _keep(preview, lambda kept: kept.give_up(why=why, at=now))
    fields = {name: getattr(seen, name) for name in ("pages", "has_thumbnail", "has_paper", "source", "text", "key")}
    kept = _keep(preview, lambda kept: kept.make(at=now, **fields))
    if kept is not None and kept.source == _Source.UNREAD:
        FailedReading.objects.filter(inspection=inspection, reader=ocr.READER).delete()
        # Without previews a picture gets only its display copy.
        if settings.PREVIEWS and ocr.is_on():
            tasks.read_scan.enqueue(inspection.pk)
    return kept


def _built(stored: StoredFile, now: datetime) -> build.PreviewResult:
    """Whatever fails on this file, its preview is not made, and the work on others continues."""
    try:
        refused = ensure_inspected(inspection=stored.inspection, now=now).refused
        if refused:
            raise build.NoPreviewError(build.WHY[refused])
        return build.made_of(stored)
    except (build.NoPreviewError, DatabaseError):
        raise
    except FileNotFoundError:
        raise build.NoPreviewError(_Why.UNREADABLE) from None
    except Exception as unexpected:
        logger.exception("The preview of %s failed", stored.sha256)
        raise build.NoPreviewError(_Why.FAILED) from unexpected


def read_scan(*, inspection_id: int, now: datetime) -> Preview | None:
    """OCR of a scan whose preview is made; the file itself is not changed. None where there is none.

    A failure is recorded as unread, and not tried again until its preview is made again.
    """
    previews = Preview.objects.filter(inspection=inspection_id, source=_Source.UNREAD).select_related("inspection")
    preview = previews.first()
    stored = StoredFile.objects.filter(inspection=inspection_id).first()
    if preview is None or stored is None or mark_of(preview.inspection.state) or not ocr.is_on():
        return None
    if FailedReading.objects.filter(inspection=inspection_id, reader=ocr.READER).exists():
        return preview
    try:
        text, key = build.aligned(build.read_off(stored, text=preview.text, pages=preview.pages))
    except Exception as failure:
        why = TOO_SLOW if isinstance(failure, TimedOutError) else BROKEN
        error = UnreadableError(why, f"{type(failure).__name__}: {failure}")
        note_failure(reader=ocr.READER, inspection=preview.inspection, failure=error, now=now)
        return preview
    if not text.strip():
        return _keep(preview, lambda kept: kept.make(at=now, source=_Source.NONE, text="", key=""))
    return _keep(preview, lambda kept: kept.make(at=now, source=_Source.OCR, text=text, key=key))


def forget_preview(*, inspection: Inspection) -> None:
    """Delete the derived files of a content that nobody may see any longer."""
    Preview.objects.filter(inspection=inspection).delete()
    storage_paths.remove(inspection.sha256)
    storage_paths.store().delete(display_address(inspection.sha256))


def _keep(preview: Preview, change: Callable[[Preview], object]) -> Preview | None:
    """Record the result; where the content was withdrawn meanwhile, the derived files are deleted too."""
    with transaction.atomic():
        rows = Preview.objects.select_for_update(of=("self",)).select_related("inspection").filter(pk=preview.pk)
        kept = rows.first()
        if kept is not None:
            change(kept)
            kept.save()
    if kept is None:
        storage_paths.remove(preview.inspection.sha256)
    return kept
