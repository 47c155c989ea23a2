"""Long papers and tables: requested, made by the worker, downloaded by the owner, and deleted after a day."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile, File
from django.utils.translation import override

from documents import tasks
from documents.export_states import PATIENCE
from documents.exports import Progress, export_kinds
from documents.models import Export

KEPT = timedelta(days=1)


def request_export(*, kind: str, facts: Mapping[str, object], language: str, by: Any, now: datetime) -> Export:
    """Request a file from the worker. A repeated request for an unfinished file returns that one."""
    same = Export.objects.filter(owner=by, kind=kind, facts=dict(facts), language=language)
    waiting = same.filter(made_at=None, failed_at=None, asked_at__gt=now - PATIENCE).first()
    if waiting is not None:
        return waiting
    export = Export.objects.create(owner=by, kind=kind, facts=dict(facts), language=language, asked_at=now)
    tasks.make_export.enqueue(export.pk)
    return export


def make_export(*, export_id: int, now: datetime) -> bool:
    """Make a requested file; False where it is already made, was deleted, or its owner may not have it.

    Any exception is recorded on the export before it reaches the worker's log.
    """
    export = Export.objects.select_related("owner").filter(pk=export_id, made_at=None).first()
    if export is None:
        return False
    Export.objects.filter(pk=export_id).update(begun_at=now, failed_at=None, done=0, whole=0)
    try:
        with override(export.language):
            kind = export_kinds[export.kind]
            may = kind.may(export.owner, export.facts)
            made = kind.made(export.owner, export.facts, now, _progress_recorder(export_id)) if may else None
    except Exception:
        Export.objects.filter(pk=export_id).update(failed_at=now)
        raise
    if made is None:
        Export.objects.filter(pk=export_id).update(failed_at=now)
        return False
    export.refresh_from_db()
    body = File(made.stream) if made.stream else ContentFile(made.content)
    export.name, export.media_type, export.size, export.made_at = made.name, made.media_type, body.size, now
    with body:
        export.file.save(made.name, body)
    return True


def _progress_recorder(export_id: int) -> Progress:
    """Records the progress, one step in a hundred."""

    def record_progress(done: int, whole: int) -> None:
        if done == whole or done % max(1, whole // 100) == 0:
            Export.objects.filter(pk=export_id).update(done=done, whole=whole)

    return record_progress


def clear_exports(*, now: datetime) -> int:
    """Delete the files that were requested more than a day ago; returns how many. Repeatable."""
    old = list(Export.objects.filter(asked_at__lte=now - KEPT))
    for export in old:
        if export.file:
            export.file.delete(save=False)
        export.delete()
    return len(old)
