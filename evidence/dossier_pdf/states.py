"""The state of a dossier's PDF for a page, with nothing left to query."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from documents.numbers import whole_percent
from evidence.dossier_pdf.contents import contents_of
from evidence.models import DossierPdf
from kernel.problems import required
from scoring.models import SelfAssessment

# The worker reports at every file; after this much silence the page says so and offers to request it again.
PATIENCE = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class DossierPdfState:
    """`state` is "none", "making", "lost" (the worker stopped reporting), "made", or "outdated" (dossier changed)."""

    year: int
    code: str
    state: str
    asked_at: datetime | None = None
    made_at: datetime | None = None
    done: int = 0
    all: int = 0
    size: int = 0
    pages: int = 0
    notices: int = 0

    @property
    def percent(self) -> int:
        return whole_percent(self.done, self.all) or 0


def dossier_pdf_of(assessment: SelfAssessment) -> DossierPdf | None:
    """The dossier's PDF, or the request for it."""
    return DossierPdf.objects.filter(assessment=assessment).first()


def is_current(pdf: DossierPdf, assessment: SelfAssessment) -> bool:
    """True where the stored PDF matches the present dossier and its readers' permissions."""
    return bool(pdf.made_at) and pdf.digest == contents_of(assessment).digest


def is_being_made(pdf: DossierPdf, *, now: datetime) -> bool:
    return pdf.asked_at is not None and now - required(pdf.last_progress_at) < PATIENCE


def dossier_pdf_state(assessment: SelfAssessment, pdf: DossierPdf | None, *, now: datetime) -> DossierPdfState:
    """Its state; no query while it is being made, those of the dossier once it is stored."""
    registration = assessment.registration
    address: dict[str, Any] = {"year": registration.cycle.year, "code": registration.commune.code}
    if pdf is None:
        return DossierPdfState(**address, state="none")
    fields = ("asked_at", "made_at", "done", "all", "size", "pages", "notices")
    return DossierPdfState(
        **address, state=_word(pdf, assessment, now), **{field: getattr(pdf, field) for field in fields}
    )


def _word(pdf, assessment, now) -> str:
    if pdf.asked_at:
        return "making" if is_being_made(pdf, now=now) else "lost"
    if not pdf.made_at:
        return "none"
    return "made" if is_current(pdf, assessment) else "outdated"
