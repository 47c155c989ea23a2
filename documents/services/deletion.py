"""Delete files: rows at once, bytes a day later, and only where nothing refers to them any longer."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import ProtectedError

from documents.models import Discarded, Inspection, Preview, StoredFile, address_of
from documents.pictures import display_address
from documents.previews import storage_paths

# By then, an upload that saw the bytes just before their row was deleted has long finished.
GRACE = timedelta(days=1)


def discard_files(*, files: Iterable[StoredFile], now: datetime) -> int:
    """Delete files that nothing refers to; returns how many. Content of other rows stays, whoever owns them.

    Runs in the transaction of a caller that has just removed its references.
    """
    gone = 0
    for file in files:
        try:
            with transaction.atomic():
                StoredFile.objects.filter(pk=file.pk).delete()
        except ProtectedError:
            continue
        gone += 1
        if not StoredFile.objects.filter(sha256=file.sha256).exists():
            Discarded.objects.update_or_create(sha256=file.sha256, defaults={"size": file.size, "discarded_at": now})
    return gone


def discard_replaced(file: StoredFile | None, *, unless: StoredFile | None, now: datetime) -> None:
    """Delete a replaced file, where nothing else refers to it."""
    if file is not None and file != unless:
        discard_files(files=[file], now=now)


def remove_discarded(*, now: datetime) -> tuple[int, int]:
    """Delete the bytes of content discarded at least a day ago; returns how many contents, and how many bytes."""
    contents = weight = 0
    for pk in list(Discarded.objects.filter(discarded_at__lte=now - GRACE).values_list("pk", flat=True)):
        removed = _remove(pk)
        contents, weight = contents + (removed is not None), weight + (removed or 0)
    return contents, weight


def _remove(pk: int) -> int | None:
    """Delete one content's bytes, under the lock that storing it again would wait for."""
    with transaction.atomic():
        discarded = Discarded.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
        if discarded is None:
            return None
        is_wanted = StoredFile.objects.filter(sha256=discarded.sha256).exists()
        if not is_wanted:
            _delete_bytes(discarded.sha256)
            # An infected content stays known as infected; others would be inspected again.
            known = Inspection.objects.filter(sha256=discarded.sha256, files=None)
            Preview.objects.filter(inspection__in=known).delete()
            known.exclude(state=Inspection.State.INFECTED).delete()
        discarded.delete()
    return None if is_wanted else discarded.size


def _delete_bytes(sha256: str) -> None:
    """Delete the content and its derived files."""
    storage = StoredFile._meta.get_field("content").storage
    storage.delete(address_of(sha256))
    storage.delete(display_address(sha256))
    storage_paths.remove(sha256)
