"""Samples of a dossier's papers, with invented contents, for the preview of a text that the office owns."""

from decimal import Decimal

from communes.paper_names import KIND_WORDS, paper_name
from communes.sample_papers import SCHEME, YEAR, sample_entry
from documents.papers import Paper
from evidence.answer_letters import answer_of
from evidence.models import DossierPart, Inquiry
from evidence.papers import DossierFacts, dossier_paper
from papers.kinds import Typed
from scoring.core import NotApplicable
from scoring.exceptions import Exceptions


def _paper(kind: DossierPart.Kind) -> Paper:
    commune = sample_entry().commune
    facts = DossierFacts(
        year=YEAR,
        commune_name=commune.name,
        kind=KIND_WORDS[commune.kind],
        unit=paper_name(commune),
        decision=SCHEME,
        rows=(),
        exceptions=Exceptions(0, Decimal(0), NotApplicable.FULL_POINTS),
    )
    return dossier_paper(DossierPart(kind=kind), facts)


def sample_letter() -> Paper:
    """The letter of a dossier without points."""
    return _paper(DossierPart.Kind.LETTER)


def sample_report() -> Paper:
    """The report of a dossier without points."""
    return _paper(DossierPart.Kind.REPORT)


def sample_answer() -> Paper:
    """A unit's answer to a request for supplements, without its table."""
    return answer_of(sample_entry(), Inquiry(kind=Inquiry.Kind.SUPPLEMENT, number=1), Typed(), ())
