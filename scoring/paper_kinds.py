"""The papers on the scoring table: the guidance on scoring, the proposal of a changed table (decision 61)."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.rules import is_administrator, is_officer, is_person
from papers.kinds import PaperKind, PaperLink, paper_link
from scoring.guidance_papers import guidance_paper, guidance_sections
from scoring.guidance_queries import GUIDANCE
from scoring.models import Rubric
from scoring.policies import guidance_issuing_problems
from scoring.proposal_papers import proposal_paper, proposal_sections
from scoring.queries import rubrics_visible_to
from scoring.services.guidance import load_hints

PROPOSAL = "scoring.proposal"


def _is_office(person: Any, rubric: Rubric | None = None) -> bool:
    return bool(is_officer(person) or is_administrator(person))


def _rubric(person: Any, key: str, now: datetime) -> Rubric | None:
    return rubrics_visible_to(person).filter(code=key).first()


def _changed(person: Any, key: str, now: datetime) -> Rubric | None:
    """A version that was copied from another."""
    rubric = _rubric(person, key, now)
    return rubric if rubric is not None and rubric.base_id else None


def rubric_links(person: Any, rubric: Rubric, *, is_guided: bool) -> list[PaperLink]:
    """The papers on this table that this person may see; the guidance is public once it is issued (`is_guided`)."""
    if not _is_office(person):
        return [paper_link(GUIDANCE, rubric.code)] if is_guided else []
    return [paper_link(kind, rubric.code) for kind in ([GUIDANCE, PROPOSAL] if rubric.base_id else [GUIDANCE])]


KINDS = {
    GUIDANCE: PaperKind(
        name=_("Guidance on scoring"),
        find=_rubric,
        may_read=_is_office,
        may_write=lambda person, rubric: is_officer(person),
        may_read_issued=lambda person, rubric: is_person(person),
        sections=guidance_sections,
        describe=guidance_paper,
        back=lambda rubric: reverse("scoring:rubric", args=[rubric.code]),
        file_name=lambda rubric: f"huong-dan-cham-diem-{rubric.code}",
        issuing_problems=guidance_issuing_problems,
        on_issue=load_hints,
    ),
    PROPOSAL: PaperKind(
        name=_("Proposal of a changed table"),
        find=_changed,
        may_read=_is_office,
        may_write=lambda person, rubric: is_officer(person),
        sections=proposal_sections,
        describe=proposal_paper,
        back=lambda rubric: reverse("scoring:rubric", args=[rubric.code]),
        file_name=lambda rubric: f"to-trinh-bang-thang-diem-{rubric.code}",
    ),
}
