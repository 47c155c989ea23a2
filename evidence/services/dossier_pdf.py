"""The dossier as one book: asked for by whoever may see it, bound by the worker, kept while the dossier is the same."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from audit.services import record
from evidence import tasks
from evidence.dossier_pdf.build import Made, alone_in, bind, clear
from evidence.dossier_pdf.contents import Contents, contents_of
from evidence.dossier_pdf.states import is_being_made, is_current
from evidence.models import DossierBook
from evidence.services.locks import lock_dossier
from scoring.models import SelfAssessment

# How often the worker tells how far it is, in seconds.
PACE = 1.0


class _NoLongerWantedError(Exception):
    """The wish was taken back, answered, or made anew: another run answers it."""


@transaction.atomic
def request_book(*, assessment: SelfAssessment, by, now: datetime) -> DossierBook:
    """Have the worker bind the dossier. Nothing happens while it does, or while the kept book is the dossier's own."""
    assessment = lock_dossier(assessment.pk).assessment
    book, _ = DossierBook.objects.get_or_create(assessment=assessment)
    if is_being_made(book, now=now) or (not book.asked_at and not book.lost and is_current(book, assessment)):
        return book
    book.asked_at = book.heard_at = now
    book.done = book.all = 0
    book.save(update_fields=["asked_at", "heard_at", "done", "all"])
    record("evidence.request_book", by=by, now=now, on=assessment)
    tasks.bind_book.enqueue(book.pk, now.isoformat())
    book.refresh_from_db()
    return book


def bind_book(*, book_id: int, since: datetime, now: datetime) -> bool:
    """Bind the book that was asked for at `since`, and keep it; False where that wish no longer stands.

    Safe to run twice, and after a cut: what is bound of the same dossier is gone on with. Of two at once on one
    machine the second waits; on two machines the earlier wish gives way.
    """
    if not _wish(book_id, since).exists():
        return False
    folder = _folder_of(book_id)
    with alone_in(folder):
        found = _wish(book_id, since).select_related(
            "assessment__registration__cycle", "assessment__registration__commune", "assessment__rubric"
        )
        book = found.first()
        if book is None:
            return False
        contents = contents_of(book.assessment)
        try:
            made = bind(contents, folder=folder, progress=_teller(book_id, since, now), now=now)
            kept = _keep(book, contents, made, since=since, now=now)
        except _NoLongerWantedError:
            return False
        if kept:
            clear(folder)
    return kept


def _wish(book_id: int, since: datetime):
    return DossierBook.objects.filter(pk=book_id, asked_at=since)


def _teller(book_id: int, since: datetime, now: datetime) -> Callable[[int, int], None]:
    """Notes how far the work is, about once a second, in no transaction; stops work that nobody waits for."""
    begun = time.monotonic()
    told = [-PACE]

    def tell(done: int, units: int) -> None:
        passed = time.monotonic() - begun
        if done < units and passed - told[0] < PACE:
            return
        told[0] = passed
        if not _wish(book_id, since).update(done=done, all=units, heard_at=now + timedelta(seconds=passed)):
            raise _NoLongerWantedError

    return tell


class _OnDisk(UploadedFile):
    """A file that a store on the same disk may take as it lies, without copying it."""

    def temporary_file_path(self) -> str:
        return self.file.name

    def close(self) -> None:
        """The store may have moved it."""
        self.file.close()


def _keep(book: DossierBook, contents: Contents, made: Made, *, since: datetime, now: datetime) -> bool:
    """Put the book into the store in the place of the one before; False where the wish was taken back meanwhile."""
    before, name = book.file.name, _stored(book, contents, made)
    fields = {"digest": contents.digest, "pages": made.pages, "notices": made.notices, "lost": made.lost}
    fields |= {"file": name, "size": book.file.storage.size(name)}
    with transaction.atomic():
        kept = _wish(book.pk, since).update(made_at=now, asked_at=None, heard_at=None, **fields)
        if kept:
            record("evidence.bind_book", by=None, now=now, on=book.assessment, pages=made.pages)
    if stale := before if kept else name:
        book.file.storage.delete(stale)
    return bool(kept)


def _stored(book: DossierBook, contents: Contents, made: Made) -> str:
    storage, name = book.file.storage, f"books/{book.pk}-{contents.digest[:32]}.pdf"
    if name != book.file.name:
        # What a run that died left there.
        storage.delete(name)
    with made.path.open("rb") as content:
        return storage.save(name, _OnDisk(content, "book.pdf", "application/pdf", made.path.stat().st_size))


def forget_book(*, assessment_id: int) -> None:
    """Take away the book of a dossier whose files go or are shut away; for the transaction of the caller."""
    book = DossierBook.objects.filter(assessment=assessment_id).first()
    if book is None:
        return
    folder, name, storage = _folder_of(book.pk), book.file.name, book.file.storage
    book.delete()

    def remove() -> None:
        clear(folder)
        if name:
            storage.delete(name)

    transaction.on_commit(remove)


def clear_books(*, now: datetime) -> int:
    """Remove what was begun and not gone on with for as long as uploads are kept; how many. Safe at any time."""
    older_than = (now - timedelta(hours=settings.UPLOAD_KEEP_HOURS)).timestamp()
    begun = sorted(_folder().glob("*/")) if _folder().is_dir() else []
    strays = [path for path in begun if path.stat().st_mtime < older_than]
    for path in strays:
        clear(path)
    return len(strays)


def _folder() -> Path:
    return Path(settings.UPLOAD_PARTS_DIR, "books")


def _folder_of(book_id: int) -> Path:
    return _folder() / str(book_id)
