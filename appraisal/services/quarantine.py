"""The consequences of a virus in a file of a breach or a visit: its sender is notified, and the trail records it."""

from datetime import datetime

from appraisal import notices
from appraisal.models import Breach, BreachAnswerFile, BreachDocument, Visit, VisitPhoto
from audit.services import record
from documents.models import Inspection, StoredFile


def quarantine_documents(*, inspection: Inspection, now: datetime, **signal: object) -> None:
    """Report every breach and visit that uses the content, in the transaction of its quarantine."""
    entry = ("registration__commune", "registration__cycle")
    documents = BreachDocument.objects.filter(file__inspection=inspection)
    for document in documents.select_related("file", "added_by", *(f"breach__{name}" for name in entry)):
        _record(document.breach, document.file, inspection, now)
        notices.document_quarantined(document.breach, document.file, inspection.reason, to=document.added_by, now=now)
    answers = BreachAnswerFile.objects.filter(file__inspection=inspection)
    for answered in answers.select_related("file", *(f"answer__breach__{name}" for name in entry)):
        _record(answered.answer.breach, answered.file, inspection, now)
        notices.answer_quarantined(answered.answer.breach, answered.file, inspection.reason, now=now)
    photos = VisitPhoto.objects.filter(
        file__inspection=inspection, visit__review__assessment__registration__isnull=False
    )
    for photo in photos.select_related("file", "added_by", "visit__review__assessment__registration__cycle"):
        _record(photo.visit, photo.file, inspection, now)
        notices.photo_quarantined(photo, inspection.reason, now=now)


def _record(on: Breach | Visit, stored: StoredFile, inspection: Inspection, now: datetime) -> None:
    facts = {"file": stored.name, "signature": inspection.reason}
    record("appraisal.quarantine_document", by=None, now=now, on=on, **facts)
