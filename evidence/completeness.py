"""When a criterion is complete: one rule for its mark, for what blocks sending, and for every list.

A criterion needs points, an explanation and evidence [R2, S8, dossier 4]. A `Need` blocks sending; a missing file of
its own, where another criterion of the same set has one, is only advice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import Exists, OuterRef

from evidence.drafts import prepared
from evidence.models import EvidenceItem
from scoring.models import SelfAssessment, SelfScore
from scoring.queries import CriterionRow, criterion_rows


class Need(StrEnum):
    """What a criterion lacks. All except the last block sending."""

    POINTS = "points"
    RESCORE = "rescore"
    EXPLANATION = "explanation"
    EVIDENCE = "evidence"
    OWN_FILE = "own_file"


ADVICE = (Need.OWN_FILE,)


@dataclass(frozen=True, slots=True)
class ScoreFacts:
    """The input of the rule: one criterion's score."""

    points: Decimal | None
    explanation: str
    not_applicable: bool
    to_rescore: bool = False


@dataclass(frozen=True, slots=True)
class Completeness:
    """What a criterion lacks, and whether anything was entered.

    `wants_proof`: its points need an explanation and files.
    """

    facts: ScoreFacts
    needs: tuple[Need, ...]
    is_begun: bool
    wants_proof: bool

    @property
    def blocks(self) -> tuple[Need, ...]:
        """The needs that block sending."""
        return tuple(need for need in self.needs if need not in ADVICE)

    @property
    def mark(self) -> str:
        """The mark of the criterion: done as soon as nothing of it blocks sending."""
        return "done" if not self.blocks else "begun" if self.is_begun else "empty"


def completeness_of(row: CriterionRow, facts: ScoreFacts, *, files: int | bool, set_has_files: bool) -> Completeness:
    """Judge one criterion. `files` counts those in its own set.

    `set_has_files`: the evidence set it belongs to has some.

    An exception needs only its reason, except for the part that does apply [S9]; zero points need no proof.
    """
    earns = earns_points(row, facts)
    needs = []
    if facts.points is None:
        needs.append(Need.POINTS)
    elif facts.to_rescore:
        needs.append(Need.RESCORE)
    if facts.points and not facts.explanation.strip():
        needs.append(Need.EXPLANATION)
    if earns and not files:
        needs.append(Need.OWN_FILE if set_has_files else Need.EVIDENCE)
    is_begun = facts.points is not None or bool(facts.explanation.strip()) or bool(files)
    return Completeness(facts, tuple(needs), is_begun, earns)


def earns_points(row: CriterionRow, facts: ScoreFacts) -> bool:
    """True where the criterion has points that must be explained and proved [QT2, S9]."""
    return bool(facts.points) and (not facts.not_applicable or row.applies_in_part)


def set_has_files(assessment: SelfAssessment, row: CriterionRow) -> bool:
    """True where the evidence set of this criterion contains any file [dossier 4]."""
    criteria = [one.pk for one in criterion_rows(assessment.rubric) if one.evidence_set == row.evidence_set]
    items = EvidenceItem.objects.filter(score__assessment=assessment, score__criterion__in=criteria, removed_at=None)
    return items.exists()


_SHOWN = ("assessment", "criterion", "has_files", "points", "explanation", "not_applicable", "former_max")


def completeness_by_criterion(
    works: Sequence[SelfAssessment], *, prepared_too: bool = True
) -> dict[int, dict[str, Completeness]]:
    """Every criterion of these dossiers by its code, by the dossier's key; one query for any number of dossiers.

    Also includes what the commune prepares in an unsent answer to a letter.
    """
    items = EvidenceItem.objects.filter(score=OuterRef("pk"), removed_at=None)
    items = items if prepared_too else items.exclude(prepared())
    proved: dict[int, set[int]] = defaultdict(set)
    facts: dict[int, dict[int, ScoreFacts]] = defaultdict(dict)
    scores = SelfScore.objects.filter(assessment__in=[work.pk for work in works]).order_by()
    scores = scores.annotate(has_files=Exists(items))
    for work, criterion, has_files, points, explanation, not_applicable, former in scores.values_list(*_SHOWN):
        facts[work][criterion] = ScoreFacts(points, explanation, not_applicable, former is not None)
        if has_files:
            proved[work].add(criterion)
    return {work.pk: _judged(criterion_rows(work.rubric), facts[work.pk], proved[work.pk]) for work in works}


def _judged(
    rows: Iterable[CriterionRow], facts: dict[int, ScoreFacts], proved: Collection[int]
) -> dict[str, Completeness]:
    rows = list(rows)
    sets = {row.evidence_set for row in rows if row.pk in proved}
    return {
        row.code: completeness_of(row, facts[row.pk], files=row.pk in proved, set_has_files=row.evidence_set in sets)
        for row in rows
        if row.pk in facts
    }


@dataclass(frozen=True, slots=True)
class GroupProgress:
    """The progress of a group of the table, and its first criterion that lacks something.

    `explained` and `proved` are counted among `earning`, the criteria with points.
    """

    code: str
    title: str
    criteria: int
    scored: int
    earning: int
    explained: int
    proved: int
    blocking: int
    advised: int
    first: str

    @property
    def is_done(self) -> bool:
        return not self.blocking


def group_progress(work: SelfAssessment, criteria: Mapping[str, Completeness]) -> list[GroupProgress]:
    """The groups of a dossier's table in order, each with the needs of its criteria."""
    rows = criterion_rows(work.rubric)
    return [
        _progress(
            group, [(row.code, criteria[row.code]) for row in rows if row.group_code == group.code and row.is_leaf]
        )
        for group in rows
        if not group.parent_code
    ]


def _progress(group: CriterionRow, criteria: list[tuple[str, Completeness]]) -> GroupProgress:
    rows = [criterion for _code, criterion in criteria]
    earning = [criterion for criterion in rows if criterion.wants_proof]
    lacking = [code for code, criterion in criteria if criterion.blocks]
    return GroupProgress(
        code=group.code,
        title=group.title,
        criteria=len(rows),
        scored=sum(Need.POINTS not in criterion.needs and Need.RESCORE not in criterion.needs for criterion in rows),
        earning=len(earning),
        explained=sum(Need.EXPLANATION not in criterion.needs for criterion in earning),
        proved=sum(Need.EVIDENCE not in criterion.needs for criterion in earning),
        blocking=len(lacking),
        advised=sum(bool(criterion.needs) and not criterion.blocks for criterion in rows),
        first=lacking[0]
        if lacking
        else next((code for code, criterion in criteria if criterion.needs), criteria[0][0]),
    )
