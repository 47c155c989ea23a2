"""The consequences of a virus in a file: the commune is notified, and the trail records it."""

from datetime import datetime

from audit.services import record
from documents.models import Inspection, StoredFile
from evidence import notices
from evidence.models import DossierPart, EvidenceItem
from evidence.services.dossier_pdf import forget_dossier_pdf
from scoring.models import SelfAssessment


def quarantine_evidence(*, inspection: Inspection, now: datetime, **signal: object) -> None:
    """Report every place that uses the content, in the transaction of its quarantine."""
    items = EvidenceItem.objects.filter(
        file__inspection=inspection, removed_at=None, score__assessment__registration__isnull=False
    ).select_related(
        "file", "score__criterion", "score__assessment__registration__commune", "score__assessment__registration__cycle"
    )
    for item in items:
        _record_and_notify(item.score.assessment, item.file, item.score.criterion.code, inspection, now)
    parts = DossierPart.objects.filter(
        signed__inspection=inspection, assessment__registration__isnull=False
    ).select_related("signed", "assessment__registration__commune", "assessment__registration__cycle")
    for part in parts:
        if part.signed is not None:
            _record_and_notify(part.assessment, part.signed, "", inspection, now)


def _record_and_notify(
    assessment: SelfAssessment, stored: StoredFile, criterion: str, inspection: Inspection, now: datetime
) -> None:
    forget_dossier_pdf(assessment_id=assessment.pk)
    facts = {"file": stored.name, "signature": inspection.reason}
    record("evidence.quarantine_evidence", by=None, now=now, on=assessment, **facts)
    notices.file_quarantined(assessment.registration, criterion=criterion, now=now, **facts)
