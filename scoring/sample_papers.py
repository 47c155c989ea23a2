"""Samples of this app's papers, with invented contents, for the preview of a text that the office owns."""

from decimal import Decimal

from communes.sample_papers import SCHEME, YEAR
from documents.papers import Paper
from papers.kinds import Typed
from scoring.guidance_papers import guidance_of
from scoring.models import Rubric
from scoring.proposal_papers import proposal_of, sample_sections


def sample_guidance() -> Paper:
    """The guidance on scoring, without its rows."""
    rubric = Rubric(code="", decision_vi=SCHEME, applies_from_year=YEAR, step=Decimal("0.25"))
    return guidance_of(rubric, (), {}, Typed())


def sample_proposal() -> Paper:
    """The proposal of a changed table, without its tables."""
    return proposal_of(YEAR, sample_sections(SCHEME, YEAR), (), Typed())
