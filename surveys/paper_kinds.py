"""The paper of this app that offices finish: the summary of a year's surveys on one criterion (decision 61)."""

from datetime import datetime
from typing import Any

import rules
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communes.models import Commune, Cycle
from kernel.htmx import whole_number
from papers.kinds import PaperKind, PaperLink, paper_link
from surveys.figures import figures_of_year
from surveys.queries import surveys_visible_to
from surveys.summary_papers import SummaryFacts, summary_paper, summary_sections

SUMMARY = "surveys.summary"


def summary_key(year: int, commune: Commune, criterion: str) -> str:
    """The key of the summary of one criterion."""
    return f"{year}-{commune.code}-{criterion.replace('.', '-')}"


def summary_link(year: int, commune: Commune, criterion: str) -> PaperLink:
    """The link to the page where the commune finishes its summary."""
    return paper_link(SUMMARY, summary_key(year, commune, criterion))


def summary_facts(commune: Commune, cycle: Cycle, criterion: str) -> SummaryFacts | None:
    """What the summary is about; None where no survey of that criterion was opened."""
    figures = figures_of_year(commune, cycle, criterion=criterion)
    return SummaryFacts(commune, cycle, criterion, tuple(figures)) if figures else None


def _find(person: Any, key: str, now: datetime) -> SummaryFacts | None:
    year, code, rest = [*key.split("-", 2), "", ""][:3]
    criterion = rest.replace("-", ".")
    if whole_number(year) is None:
        return None
    asked = surveys_visible_to(person).filter(
        cycle__year=year, commune__code=code, version__questionnaire__criterion_code=criterion
    )
    survey = asked.select_related("commune", "cycle").first()
    return summary_facts(survey.commune, survey.cycle, criterion) if survey else None


def _may(permission: str):
    return lambda person, facts: rules.has_perm(permission, person, facts.surveys[0])


SUMMARY_KIND = PaperKind(
    name=_("Summary of the citizen survey"),
    find=_find,
    may_read=_may("surveys.view_figures"),
    may_write=_may("surveys.enter_papers"),
    sections=summary_sections,
    describe=summary_paper,
    back=lambda facts: reverse("surveys:year", args=[facts.cycle.year, facts.commune.code]),
    file_name=lambda facts: f"khao-sat-{facts.cycle.year}-{facts.commune.code}-{facts.criterion}",
    about=lambda facts: f"{facts.commune} · {facts.cycle.year} · {facts.criterion}",
)
