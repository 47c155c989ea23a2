"""When a criterion is complete: one rule for its mark, for what keeps a dossier from being sent, and for every list.

A criterion is scored, explained and proved [R2, S8, dossier 4]. What blocks the sending is a `Need`; a file of its own,
where another criterion of the same set brings one, is advice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import Exists, OuterRef

from evidence.drafts import prepared
from evidence.models import EvidenceItem
from scoring.models import SelfAssessment, SelfScore
from scoring.queries import CriterionRow, criterion_rows


class Need(StrEnum):
    """What a criterion lacks. All but the last keep the dossier from being sent."""

    POINTS = "points"
    RESCORE = "rescore"
    EXPLANATION = "explanation"
    EVIDENCE = "evidence"
    OWN_FILE = "own_file"


ADVICE = (Need.OWN_FILE,)


@dataclass(frozen=True, slots=True)
class ScoreFacts:
    """What completeness is judged by: one criterion's score."""

    points: Decimal | None
    explanation: str
    not_applicable: bool
    to_rescore: bool = False


@dataclass(frozen=True, slots=True)
class Completeness:
    """What a criterion lacks, and whether anything of it is there. `wants_proof`: its points need words and files."""

    facts: ScoreFacts
    needs: tuple[Need, ...]
    is_begun: bool
    wants_proof: bool

    @property
    def blocks(self) -> tuple[Need, ...]:
        """What keeps the dossier from being sent."""
        return tuple(need for need in self.needs if need not in ADVICE)

    @property
    def mark(self) -> str:
        """The dot of the criterion: done as soon as nothing of it blocks the sending."""
        return "done" if not self.blocks else "begun" if self.is_begun else "empty"


def completeness_of(row: CriterionRow, facts: ScoreFacts, *, files: int | bool, set_has_files: bool) -> Completeness:
    """Judge one criterion. `files` stand in its own set of files, `set_has_files`: some stand in the criterion's set.

    What does not apply needs its reason alone, but for the part that does apply [S9]; no points need no proof.
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
    """Does the criterion bring points that are to be explained and proved [QT2, S9]?"""
    return bool(facts.points) and (not facts.not_applicable or row.applies_in_part)


def set_has_files(assessment: SelfAssessment, row: CriterionRow) -> bool:
    """Does any file stand in the set of evidence that this criterion belongs to [dossier 4]?"""
    criteria = [one.pk for one in criterion_rows(assessment.rubric) if one.evidence_set == row.evidence_set]
    items = EvidenceItem.objects.filter(score__assessment=assessment, score__criterion__in=criteria, removed_at=None)
    return items.exists()


_SHOWN = ("assessment", "criterion", "has_files", "points", "explanation", "not_applicable", "former_max")


def completeness_by_criterion(
    works: Sequence[SelfAssessment], *, prepared_too: bool = True
) -> dict[int, dict[str, Completeness]]:
    """Every criterion of these dossiers by its code, by the dossier's key; one query, however many they are.

    With what the commune prepares in answer to a letter for itself alone.
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
    """How far a group of the table has come, and the first criterion of it where something is lacking.

    `explained` and `proved` count among `earning`, the criteria with points.
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


def group_progress(work: SelfAssessment, criteria: dict[str, Completeness]) -> list[GroupProgress]:
    """The groups of a dossier's table in their order, each with what its criteria lack."""
    rows = criterion_rows(work.rubric)
    return [
        _progress(
            group, [(row.code, criteria[row.code]) for row in rows if row.group_code == group.code and row.is_leaf]
        )
        for group in rows
        if not group.parent_code
    ]


def _progress(group: CriterionRow, criteria: list[tuple[str, Completeness]]) -> GroupProgress:
    found = [criterion for _code, criterion in criteria]
    earning = [criterion for criterion in found if criterion.wants_proof]
    lacking = [code for code, criterion in criteria if criterion.blocks]
    return GroupProgress(
        code=group.code,
        title=group.title,
        criteria=len(found),
        scored=sum(Need.POINTS not in criterion.needs and Need.RESCORE not in criterion.needs for criterion in found),
        earning=len(earning),
        explained=sum(Need.EXPLANATION not in criterion.needs for criterion in earning),
        proved=sum(Need.EVIDENCE not in criterion.needs for criterion in earning),
        blocking=len(lacking),
        advised=sum(bool(criterion.needs) and not criterion.blocks for criterion in found),
        first=lacking[0]
        if lacking
        else next((code for code, criterion in criteria if criterion.needs), criteria[0][0]),
    )
