"""Inspect uploaded contents: warnings, and the virus scanner's verdict."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from documents import clamd, tasks
from documents.models import Inspection, StoredFile, address_of
from documents.services.previews import forget_preview, request_preview
from documents.services.readings import ensure_inspected
from documents.signals import file_quarantined

logger = logging.getLogger(__name__)

# Minutes until the next try, by the number of tries: soon for a restarting scanner, rarely for a missing one.
_PAUSES = (1, 2, 5, 10, 30, 60)
_SEARCHED = Inspection.State.WAITING, Inspection.State.FAILED


def inspect_content(*, inspection_id: int, again: bool = False, now: datetime) -> Inspection:
    """Inspect a content, and have it scanned where it was not; `again` repeats the scan, whatever the verdict.

    Safe to run twice. Without a scanner the content stays waiting; while the scanner is down it waits for the
    next try. Only the scanner's own verdict makes it clean.
    """
    inspection = Inspection.objects.get(pk=inspection_id)
    ensure_inspected(inspection=inspection, now=now)
    if clamd.is_on() and (again or inspection.state in _SEARCHED):
        _scan(inspection, now)
    inspection.refresh_from_db()
    request_preview(inspection=inspection)
    return inspection


def _scan(inspection: Inspection, now: datetime) -> None:
    try:
        scanner = clamd.version()
        with StoredFile._meta.get_field("content").storage.open(address_of(inspection.sha256)) as content:
            verdict = clamd.scan(content)
    except clamd.ScannerDownError as down:
        logger.warning("The virus scanner does not answer: %s", down)
        _wait(inspection, now)
        return
    except FileNotFoundError:
        scanner, verdict = "", clamd.Verdict(failure="the bytes are missing from the store")
    with transaction.atomic():
        _judge(Inspection.objects.select_for_update().get(pk=inspection.pk), verdict, scanner, now)


def _wait(inspection: Inspection, now: datetime) -> None:
    """No verdict: a waiting content stays waiting, a judged one keeps its verdict."""
    pause = _PAUSES[min(inspection.tries, len(_PAUSES) - 1)]
    again_at = now + timedelta(minutes=pause)
    waiting = Inspection.objects.filter(pk=inspection.pk, state__in=_SEARCHED)
    if not waiting.update(tries=inspection.tries + 1, next_try_at=again_at):
        return
    if tasks.inspect_content.get_backend().supports_defer:
        tasks.inspect_content.using(run_after=again_at).enqueue(inspection.pk)


def _judge(inspection: Inspection, verdict: clamd.Verdict, scanner: str, now: datetime) -> None:
    was = inspection.state
    if verdict.failure:
        if was in _SEARCHED:
            inspection.fail(why=verdict.failure, again_at=now + timedelta(minutes=_PAUSES[-1]))
    elif verdict.signature:
        inspection.quarantine(signature=verdict.signature, scanner=scanner, at=now)
    else:
        inspection.clear(scanner=scanner, at=now)
    inspection.save()
    if inspection.state == Inspection.State.INFECTED and was != Inspection.State.INFECTED:
        forget_preview(inspection=inspection)
        file_quarantined.send(sender=Inspection, inspection=inspection, now=now)
