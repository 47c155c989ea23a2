"""Where the book of a dossier stands: what a page shows of it, with nothing left to query."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from evidence.dossier_pdf.contents import contents_of
from evidence.models import DossierBook
from kernel.percent import whole_percent
from scoring.models import SelfAssessment

# The worker tells of itself at every file; after this silence the page says so and offers to ask again.
PATIENCE = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class BookState:
    """`state` is "none", "making", "lost" (the worker fell silent), "made", or "outdated" (the dossier has changed)."""

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


def book_of(assessment: SelfAssessment) -> DossierBook | None:
    """The dossier's book, or the wish for it."""
    return DossierBook.objects.filter(assessment=assessment).first()


def is_current(book: DossierBook, assessment: SelfAssessment) -> bool:
    """Does the kept book tell the dossier as it stands now, and as its readers may have it?"""
    return bool(book.made_at) and book.digest == contents_of(assessment).digest


def is_being_made(book: DossierBook, *, now: datetime) -> bool:
    return book.asked_at is not None and now - book.heard_at < PATIENCE


def book_state(assessment: SelfAssessment, *, now: datetime) -> BookState:
    """Where it stands; one query while it is being made, the dossier's own beside it once it is there."""
    registration = assessment.registration
    address = {"year": registration.cycle.year, "code": registration.commune.code}
    book = book_of(assessment)
    if book is None:
        return BookState(**address, state="none")
    fields = ("asked_at", "made_at", "done", "all", "size", "pages", "notices")
    return BookState(**address, state=_word(book, assessment, now), **{field: getattr(book, field) for field in fields})


def _word(book, assessment, now) -> str:
    if book.asked_at:
        return "making" if is_being_made(book, now=now) else "lost"
    if not book.made_at:
        return "none"
    return "made" if is_current(book, assessment) else "outdated"
