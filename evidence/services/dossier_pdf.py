"""The dossier as one PDF: requested by a reader, built by the worker, kept while the dossier is unchanged."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from audit.services import record
from evidence import tasks
from evidence.dossier_pdf.build import Made, alone_in, bind, clear
from evidence.dossier_pdf.contents import Contents, contents_of
from evidence.dossier_pdf.states import is_being_made, is_current
from evidence.models import DossierPdf
from evidence.services.locks import lock_dossier
from scoring.models import SelfAssessment

# Seconds between two progress reports of the worker.
PACE = 1.0


class _NoLongerWantedError(Exception):
    """The request was withdrawn, fulfilled, or repeated: another run answers it."""


@transaction.atomic
def request_dossier_pdf(*, assessment: SelfAssessment, by: User, now: datetime) -> DossierPdf:
    """Request the PDF from the worker. Does nothing while one is being built, or while the stored PDF is up to date."""
    assessment = lock_dossier(assessment.pk).assessment
    pdf, _ = DossierPdf.objects.get_or_create(assessment=assessment)
    if is_being_made(pdf, now=now) or (not pdf.asked_at and not pdf.lost and is_current(pdf, assessment)):
        return pdf
    pdf.asked_at = pdf.last_progress_at = now
    pdf.done = pdf.all = 0
    pdf.save(update_fields=["asked_at", "last_progress_at", "done", "all"])
    record("evidence.request_book", by=by, now=now, on=assessment)
    tasks.build_dossier_pdf.enqueue(pdf.pk, now.isoformat())
    pdf.refresh_from_db()
    return pdf


def build_dossier_pdf(*, pdf_id: int, since: datetime, now: datetime) -> bool:
    """Build the PDF that was requested at `since`, and store it; False where that request is no longer current.

    Safe to run twice, and after an interruption: an unfinished build of the same dossier is continued. Of two runs on
    one machine the second waits; on two machines the earlier request is dropped.
    """
    if not _requested(pdf_id, since).exists():
        return False
    folder = _folder_of(pdf_id)
    with alone_in(folder):
        pdfs = _requested(pdf_id, since).select_related(
            "assessment__registration__cycle", "assessment__registration__commune", "assessment__rubric"
        )
        pdf = pdfs.first()
        if pdf is None:
            return False
        contents = contents_of(pdf.assessment)
        try:
            made = bind(contents, folder=folder, progress=_progress_recorder(pdf_id, since, now), now=now)
            kept = _keep(pdf, contents, made, since=since, now=now)
        except _NoLongerWantedError:
            return False
        if kept:
            clear(folder)
    return kept


def _requested(pdf_id: int, since: datetime) -> QuerySet[DossierPdf]:
    return DossierPdf.objects.filter(pk=pdf_id, asked_at=since)


def _progress_recorder(pdf_id: int, since: datetime, now: datetime) -> Callable[[int, int], None]:
    """Reports the progress about once a second, outside any transaction; stops work that nobody waits for."""
    begun = time.monotonic()
    last_report = [-PACE]

    def record_progress(done: int, units: int) -> None:
        passed = time.monotonic() - begun
        if done < units and passed - last_report[0] < PACE:
            return
        last_report[0] = passed
        if not _requested(pdf_id, since).update(done=done, all=units, last_progress_at=now + timedelta(seconds=passed)):
            raise _NoLongerWantedError

    return record_progress


class _OnDisk(UploadedFile):
    """A file that a store on the same disk may move instead of copying."""

    file: IO[bytes]

    def temporary_file_path(self) -> str:
        return self.file.name

    def close(self) -> None:
        """The store may have moved it."""
        self.file.close()


def _keep(pdf: DossierPdf, contents: Contents, made: Made, *, since: datetime, now: datetime) -> bool:
    """Store the PDF in place of the previous one; False where the request was withdrawn meanwhile."""
    before, name = pdf.file.name, _stored(pdf, contents, made)
    fields = {"digest": contents.digest, "pages": made.pages, "notices": made.notices, "lost": made.lost}
    fields |= {"file": name, "size": pdf.file.storage.size(name)}
    with transaction.atomic():
        kept = _requested(pdf.pk, since).update(made_at=now, asked_at=None, last_progress_at=None, **fields)
        if kept:
            record("evidence.bind_book", by=None, now=now, on=pdf.assessment, pages=made.pages)
    if stale := before if kept else name:
        pdf.file.storage.delete(stale)
    return bool(kept)


def _stored(pdf: DossierPdf, contents: Contents, made: Made) -> str:
    storage, name = pdf.file.storage, f"dossier_pdfs/{pdf.pk}-{contents.digest[:32]}.pdf"
    if name != pdf.file.name:
        # Left over from a run that died.
        storage.delete(name)
    with made.path.open("rb") as content:
        return storage.save(name, _OnDisk(content, "dossier.pdf", "application/pdf", made.path.stat().st_size))


def forget_dossier_pdf(*, assessment_id: int) -> None:
    """Delete the PDF of a dossier whose files are deleted or quarantined; runs in the caller's transaction."""
    pdf = DossierPdf.objects.filter(assessment=assessment_id).first()
    if pdf is None:
        return
    folder, name, storage = _folder_of(pdf.pk), pdf.file.name, pdf.file.storage
    pdf.delete()

    def remove() -> None:
        clear(folder)
        if name:
            storage.delete(name)

    transaction.on_commit(remove)


def clear_dossier_pdfs(*, now: datetime) -> int:
    """Delete unfinished builds that are older than uploads are kept; returns how many. Safe at any time."""
    older_than = (now - timedelta(hours=settings.UPLOAD_KEEP_HOURS)).timestamp()
    begun = sorted(_folder().glob("*/")) if _folder().is_dir() else []
    strays = [path for path in begun if path.stat().st_mtime < older_than]
    for path in strays:
        clear(path)
    return len(strays)


def _folder() -> Path:
    return Path(settings.UPLOAD_PARTS_DIR, "dossier_pdfs")


def _folder_of(pdf_id: int) -> Path:
    return _folder() / str(pdf_id)
