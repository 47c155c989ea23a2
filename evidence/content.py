"""What a dossier contains, read once for every reason that may keep it from being sent [R4, dossier]."""

from collections.abc import Mapping
from dataclasses import dataclass

from documents.models import Inspection
from evidence.completeness import Completeness, completeness_by_criterion
from evidence.models import DossierPart, EvidenceItem
from evidence.papers.states import parts_of
from scoring.models import SelfAssessment


@dataclass(frozen=True, slots=True)
class DossierContent:
    """`criteria` by code; `parts`: the papers that are begun, by kind, with their files and who uploaded each copy.

    `infected`: criterion and file name of the evidence that the virus scanner refused.
    """

    criteria: Mapping[str, Completeness]
    parts: Mapping[str, DossierPart]
    infected: tuple[tuple[str, str], ...]


def content_of(assessment: SelfAssessment) -> DossierContent:
    """The content of a dossier; three queries."""
    criteria = completeness_by_criterion([assessment])[assessment.pk]
    return DossierContent(criteria, parts_of(assessment), _infected(assessment))


def _infected(assessment: SelfAssessment) -> tuple[tuple[str, str], ...]:
    infected = Inspection.State.INFECTED
    items = EvidenceItem.objects.filter(score__assessment=assessment, removed_at=None, file__inspection__state=infected)
    rows = items.order_by("score__criterion__sort_key").values_list("score__criterion__code", "file__name")
    return tuple(rows)
