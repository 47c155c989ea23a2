"""The commune's self-assessment page as data: the tree with marks and sums, the open criterion, the progress header."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Value
from django.utils.translation import pgettext_lazy

from communes.deadlines import DeadlineFacts, deadline_facts, due, latest_extension
from communes.models import Extension
from communes.storage_usage import held_bytes
from evidence.completeness import (
    Completeness,
    Need,
    ScoreFacts,
    completeness_by_criterion,
    completeness_of,
    earns_points,
    set_has_files,
)
from evidence.drafts import ASKED
from evidence.inquiry_queries import open_question
from evidence.models import Question
from evidence.queries import ItemRow, item_rows_by_criterion
from kernel.problems import required
from scoring.core import Level, NotApplicable, counted, level_for, points_to_next_level
from scoring.exceptions import Exceptions, exceptions_of
from scoring.guidance_queries import Hint, hint_of, issued_hint
from scoring.models import SelfAssessment, SelfScore
from scoring.policies import scoring_problems
from scoring.queries import CriterionRow, criterion_rows, policy_of
from scoring.services.scores import SavedScore
from surveys.panel import marked_answers, opened_surveys

QUARTERS = tuple(Decimal(part) / 4 for part in range(5))


FILTERS = ("open", "points", "explanation", "evidence", "own_file")
"""What the tree can be narrowed to; "open" is whatever keeps the dossier from being sent."""
LACKS = {
    "points": pgettext_lazy("what a criterion lacks", "points"),
    "explanation": pgettext_lazy("what a criterion lacks", "explanation"),
    "evidence": pgettext_lazy("what a criterion lacks", "evidence"),
}


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A row of the tree: its points so far, its mark (empty, begun, done), and what it or a row below it lacks."""

    criterion: CriterionRow
    points: Decimal | None
    mark: str
    lacks: tuple[str, ...] = ()
    not_applicable: bool = False

    @property
    def key(self) -> str:
        """The code as an HTML id."""
        return self.criterion.code.replace(".", "-")

    @property
    def lacks_words(self) -> str:
        """Why a criterion that is begun is not done yet; for an empty one the mark is enough."""
        return ", ".join(str(LACKS[name]) for name in self.lacks if name in LACKS) if self.mark == "begun" else ""

    def fits(self, show: str) -> bool:
        """True where the row is shown when the tree is filtered by `show`; "" is the whole tree."""
        return not show or show in self.lacks


@dataclass(frozen=True, slots=True)
class ProgressHeader:
    """The header that stays at the top: progress, total, level, points missing to the next level."""

    scored: int
    criteria: int
    total: Decimal
    level: Level
    next_level: Level | None
    missing: Decimal | None
    exceptions: Exceptions
    version: int
    """Of the dossier: of two answers the browser shows the one that was made later."""


@dataclass(frozen=True, slots=True)
class CriterionPage:
    """The open criterion: its row, its score, its files, and its neighbours."""

    criterion: CriterionRow
    above: tuple[CriterionRow, ...]
    score: SelfScore
    items: list[ItemRow]
    quick: list[Decimal]
    step: Decimal
    before: str
    after: str
    may_edit: bool
    has_surveys: bool
    question: Question | None = None
    hint: Hint | None = None
    lacks: str = ""
    """Why it is not done yet, in words, where it is begun and may be edited."""
    held: int = 0
    """The size of the commune's files of the year, for those who may edit."""
    deadline: DeadlineFacts | None = None
    """Of the dossier, while it is in preparation."""

    @property
    def may_add(self) -> bool:
        """True where files may be added: the whole criterion is open, or the team asks about it [R3]."""
        return self.may_edit or self.question is not None

    @property
    def changeable(self) -> set[int]:
        """The items that may still be moved, described or removed: all, or only those added in answer [R2, R3]."""
        since = self.question.inquiry.sent_at if self.question else None
        return {item.pk for item in self.items if self.may_edit or (since and item.added_at >= since)}

    @property
    def key(self) -> str:
        return self.criterion.code.replace(".", "-")


def progress_header_of(assessment: SelfAssessment) -> ProgressHeader:
    """The progress header of the page [S3]."""
    ahead = points_to_next_level(assessment.total)
    return ProgressHeader(
        scored=assessment.scored_count,
        criteria=sum(row.is_leaf for row in criterion_rows(assessment.rubric)),
        total=assessment.total,
        level=level_for(assessment.total),
        next_level=ahead[0] if ahead else None,
        missing=ahead[1] if ahead else None,
        exceptions=exceptions_of(assessment),
        version=assessment.version,
    )


def deadline_of(assessment: SelfAssessment, *, now: datetime, granted: list[date] | None = None) -> DeadlineFacts:
    """The deadline of this commune for sending its dossier [R2]; `granted` are extensions that are read already."""
    if assessment.state == SelfAssessment.State.RETURNED:
        return due(required(assessment.complete_before), now=now)
    return deadline_facts(assessment.registration, Extension.Step.SUBMISSION, now=now, granted=granted)


def tree_of(assessment: SelfAssessment, *, prepared_too: bool = False) -> list[TreeRow]:
    """The whole table with this commune's marks and sums, including what it prepares in an unsent answer."""
    rows = criterion_rows(assessment.rubric)
    criteria = _criterion_rows(assessment, {row.pk: row for row in rows if row.is_leaf}, prepared_too=prepared_too)
    policy = policy_of(assessment.rubric)
    return [criteria.get(row.code) or _sum_row(row, criteria, policy) for row in rows]


def rows_above(assessment: SelfAssessment, code: str) -> list[TreeRow]:
    """The criterion with that code, the criteria of its evidence set, and every row above.

    Read after a change.
    """
    rows = criterion_rows(assessment.rubric)
    group, own = code.partition(".")[0], next(row.evidence_set for row in rows if row.code == code)
    above = lineage(code) | {row.code for row in rows if row.is_leaf and row.evidence_set == own}
    wanted = {row.pk: row for row in rows if row.is_leaf and row.group_code == group}
    criteria = _criterion_rows(assessment, wanted, prepared_too=True)
    policy = policy_of(assessment.rubric)
    return [criteria.get(row.code) or _sum_row(row, criteria, policy) for row in rows if row.code in above]


def rows_after(saved: SavedScore, criterion: str, *, with_files: Collection[str]) -> list[TreeRow]:
    """The criterion just saved and every row above it, computed from what the save itself read.

    `with_files` are codes of criteria.
    """
    rubric, above = saved.assessment.rubric, lineage(criterion)
    policy = policy_of(rubric)
    given = {
        code: counted(each.points, excepted=each.not_applicable, policy=policy) for code, each in saved.scores.items()
    }
    rows = []
    for row in criterion_rows(rubric):
        if row.code == criterion:
            in_set = {other.code for other in criterion_rows(rubric) if other.evidence_set == row.evidence_set}
            files, set_files = criterion in with_files, not in_set.isdisjoint(with_files)
            facts = _facts_of(saved.score)
            rows.append(_criterion_row(row, completeness_of(row, facts, files=files, set_has_files=set_files)))
        elif row.code in above:
            below = [points for code, points in given.items() if code.startswith(f"{row.code}.") and points is not None]
            points = sum(below, Decimal(0)) if below else None
            rows.append(TreeRow(row, points, mark=""))
    return rows


def _row_of(row: CriterionRow, score: SelfScore, *, files: bool) -> TreeRow:
    """One criterion by its score; its evidence set is queried only where it has no file of its own."""
    facts = _facts_of(score)
    in_set = files or (earns_points(row, facts) and set_has_files(score.assessment, row))
    return _criterion_row(row, completeness_of(row, facts, files=files, set_has_files=in_set))


def _facts_of(score: SelfScore) -> ScoreFacts:
    return ScoreFacts(score.points, score.explanation, score.not_applicable, score.is_to_rescore)


def _criterion_rows(
    assessment: SelfAssessment, wanted: dict[int, CriterionRow], *, prepared_too: bool
) -> dict[str, TreeRow]:
    """Some criteria with their points and marks, by code."""
    criteria = completeness_by_criterion([assessment], prepared_too=prepared_too)[assessment.pk]
    return {row.code: _criterion_row(row, criteria[row.code]) for row in wanted.values()}


def _criterion_row(row: CriterionRow, completeness: Completeness) -> TreeRow:
    needs = [Need.POINTS if need == Need.RESCORE else need for need in completeness.needs]
    lacks = (*map(str, needs), *(("open",) if completeness.blocks else ()))
    return TreeRow(row, completeness.facts.points, completeness.mark, lacks, completeness.facts.not_applicable)


def _sum_row(row: CriterionRow, criteria: dict[str, TreeRow], policy: NotApplicable) -> TreeRow:
    below = [criterion for code, criterion in criteria.items() if code.startswith(f"{row.code}.")]
    marks = {criterion.mark for criterion in below}
    mark = marks.pop() if len(marks) == 1 else "begun"
    counting = [counted(criterion.points, excepted=criterion.not_applicable, policy=policy) for criterion in below]
    given = [points for points in counting if points is not None]
    return TreeRow(
        row,
        sum(given, Decimal(0)) if given else None,
        mark,
        lacks=tuple(dict.fromkeys(name for criterion in below for name in criterion.lacks)),
    )


def lineage(code: str) -> frozenset[str]:
    """A code and every code above it: "I.2.1" gives I, I.2 and I.2.1."""
    parts = code.split(".")
    return frozenset(".".join(parts[: end + 1]) for end in range(len(parts)))


def criterion_page(
    assessment: SelfAssessment, code: str, *, may_edit: bool, now: datetime, shown: Collection[str] | None = None
) -> CriterionPage | None:
    """The criterion with that code for display; None where the table has no such criterion.

    Its neighbours are the next criteria of the table, or of those in `shown` where the list is filtered.

    Removed files are shown only while they can still be restored.
    """
    rows = criterion_rows(assessment.rubric)
    codes = [row.code for row in rows if row.is_leaf]
    if code not in codes:
        return None
    before, after = neighbours(codes, code, shown)
    by_code = {row.code: row for row in rows}
    criterion = by_code[code]
    score = _scores_of_page(assessment, criterion, may_edit=may_edit).get(criterion=criterion.pk)
    editable = may_edit and not any(scoring_problems(assessment, now=now))
    question = open_question(score, now=now) if may_edit and assessment.state in ASKED else None
    may_add = editable or question is not None
    by_criterion = item_rows_by_criterion(assessment, criterion=code, removed=may_add, prepared_too=may_edit)
    items = by_criterion.get(criterion.pk, [])
    has_files = any(not item.removed for item in items)
    return CriterionPage(
        criterion=criterion,
        above=tuple(by_code[c] for c in sorted(lineage(code) - {code}, key=len)),
        score=score,
        items=items,
        quick=list(quick_points(criterion.max_points, assessment.rubric.step, criterion.partial_steps)),
        step=assessment.rubric.step,
        before=before,
        after=after,
        may_edit=editable,
        has_surveys=score.has_surveys,
        question=question,
        hint=hint_of(criterion, score.hint),
        lacks=_row_of(criterion, score, files=has_files).lacks_words if editable else "",
        held=score.held,
        deadline=_deadline(assessment, score.extended_before, now) if assessment.is_prepared else None,
    )


def _deadline(assessment: SelfAssessment, extended_before: date | None, now: datetime) -> DeadlineFacts:
    return deadline_of(assessment, now=now, granted=[extended_before] if extended_before else [])


def _scores_of_page(assessment: SelfAssessment, criterion: CriterionRow, *, may_edit: bool):
    """The scores with what the page of the criterion says beside them, which costs no further query."""
    said = {
        "has_surveys": opened_surveys(criterion.code),
        "is_marked": marked_answers(criterion.code),
        "hint": issued_hint(assessment.rubric, criterion.pk),
        "extended_before": latest_extension("assessment__registration", Extension.Step.SUBMISSION),
        "held": held_bytes(assessment.registration) if may_edit else Value(0),
    }
    return assessment.scores.annotate(**said).select_related("changed_by")


def neighbours(codes: Sequence[str], code: str, shown: Collection[str] | None = None) -> tuple[str, str]:
    """The criteria before and after one, in the table's order; only those in `shown` where a filter is on."""
    place = codes.index(code)
    before = [other for other in codes[:place] if shown is None or other in shown]
    after = [other for other in codes[place + 1 :] if shown is None or other in shown]
    return before[-1] if before else "", after[0] if after else ""


def quick_points(max_points: Decimal, step: Decimal, partial_steps: Sequence[int] = ()) -> Iterator[Decimal]:
    """A few useful choices of points that the table's step allows [S2].

    The criterion's own partial steps, else the quarters.
    """
    for part in [Decimal(percent) / 100 for percent in partial_steps] or QUARTERS:
        points = max_points * part
        if not points % step:
            yield points


def first_open_of(rows: Sequence[TreeRow]) -> str:
    """Where to continue: the first criterion of these rows that is not done, or their first."""
    criteria = [row for row in rows if row.criterion.is_leaf]
    return next((row.criterion.code for row in criteria if row.mark != "done"), criteria[0].criterion.code)


def counts_of(rows: Sequence[TreeRow]) -> dict[str, int]:
    """The number of criteria for each filter."""
    criteria = [row for row in rows if row.criterion.is_leaf]
    return {name: sum(row.fits(name) for row in criteria) for name in FILTERS}
