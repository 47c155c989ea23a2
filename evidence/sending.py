"""What the head of a commune has in view before a dossier is sent: the total, its level, the aim, and what to check."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Min

from evidence.completeness import Completeness
from evidence.papers.states import PaperState
from evidence.policies import unproved_criteria
from scoring.core import Level, level_for
from scoring.models import SelfAssessment


@dataclass(frozen=True, slots=True)
class SendingFacts:
    """`level` is what the self-assessed total would give, were it confirmed [S3]; `aim` the level registered for [R1].

    Advice, no reason to refuse: `outdated_copies` are papers whose signed copy is older than the last change of a
    score, `silent_papers` those whose typed text does not name the total, `unproved` the criteria without a file of
    their own.
    """

    total: Decimal
    level: Level
    aim: int | None
    outdated_copies: tuple[str, ...]
    silent_papers: tuple[str, ...]
    unproved: tuple[str, ...]

    @property
    def is_below_aim(self) -> bool:
        return self.aim is not None and self.level < self.aim

    @property
    def has_advice(self) -> bool:
        return bool(self.is_below_aim or self.outdated_copies or self.silent_papers or self.unproved)


def sending_facts(
    assessment: SelfAssessment, papers: list[PaperState], criteria: Mapping[str, Completeness]
) -> SendingFacts:
    """The facts of a dossier that may still be sent, beside its papers as they stand."""
    return SendingFacts(
        total=assessment.total,
        level=level_for(assessment.total),
        aim=assessment.registration.aimed_level,
        outdated_copies=tuple(str(paper.label) for paper in papers if paper.signed_outdated),
        silent_papers=tuple(str(paper.label) for paper in papers if paper.silent_on_total),
        unproved=tuple(unproved_criteria(criteria)),
    )


def changed_since_signing(assessment: SelfAssessment) -> list[str]:
    """The criteria whose score or explanation was changed after the first signed copy was put in its place."""
    signed = assessment.parts.filter(signed__isnull=False).aggregate(first=Min("signed_at"))["first"]
    if signed is None:
        return []
    changed = assessment.scores.filter(changed_at__gt=signed).order_by("criterion__sort_key")
    return list(changed.values_list("criterion__code", flat=True))
