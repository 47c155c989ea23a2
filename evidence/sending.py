"""What the head of a commune sees before a dossier is sent: the total, its level, the target, and what to check."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Min

from evidence.completeness import Completeness
from evidence.content import DossierContent
from evidence.papers.states import PaperState
from evidence.policies import dossier_problems, unproved_criteria
from scoring.core import Level, level_for
from scoring.models import SelfAssessment


@dataclass(frozen=True, slots=True)
class SendingFacts:
    """`level` is the level of the self-assessed total, if it were confirmed [S3]; `aim` the level registered for [R1].

    Advice that does not block sending: `outdated_copies` are papers whose signed copy is older than the last change of
    a score, `silent_papers` those whose typed text does not contain the total, `unproved` the criteria without a file
    of their own.
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
    """The facts of a dossier that may still be sent, together with the states of its papers."""
    return SendingFacts(
        total=assessment.total,
        level=level_for(assessment.total),
        aim=assessment.registration.aimed_level,
        outdated_copies=tuple(str(paper.label) for paper in papers if paper.signed_outdated),
        silent_papers=tuple(str(paper.label) for paper in papers if paper.silent_on_total),
        unproved=tuple(unproved_criteria(criteria)),
    )


def changed_since_signing(assessment: SelfAssessment) -> list[str]:
    """The criteria whose score or explanation changed after the first signed copy was uploaded."""
    signed = assessment.parts.filter(signed__isnull=False).aggregate(first=Min("signed_at"))["first"]
    if signed is None:
        return []
    changed = assessment.scores.filter(changed_at__gt=signed).order_by("criterion__sort_key")
    return list(changed.values_list("criterion__code", flat=True))


def lacking_facts(assessment: SelfAssessment, content: DossierContent, *, now: datetime) -> dict:
    """What blocks sending, grouped by the place to correct it, and how many criteria lack something."""
    criteria, problems = content.criteria, list(dossier_problems(assessment, now=now, content=content))
    grouped = _grouped(problems)
    return {
        "problems": problems,
        "grouped": grouped,
        "lacking": sum(bool(criterion.blocks) for criterion in criteria.values()),
        "lacking_at": [(_criterion_of(problem.where, criteria), problem) for problem in grouped["criteria"][:12]],
    }


_PLACES = {"part_missing": "papers", "evidence_missing": "criteria"} | dict.fromkeys(
    ("criterion_without_points", "criterion_without_explanation", "criterion_to_rescore"), "criteria"
)


def _grouped(problems) -> dict[str, list]:
    """Problems grouped by the place to correct them: the papers, the criteria, or the year itself."""
    grouped: dict[str, list] = {"year": [], "papers": [], "criteria": []}
    for problem in problems:
        grouped[_PLACES.get(problem.code, "year")].append(problem)
    return grouped


def _criterion_of(code: str, criteria: Mapping[str, Completeness]) -> str:
    """The criterion with that code, or the first below it: an evidence set may belong to a row above its criteria."""
    return code if code in criteria else next(criterion for criterion in criteria if criterion.startswith(f"{code}."))
