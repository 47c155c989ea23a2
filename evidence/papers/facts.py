"""The data of a dossier's papers: the table with points and files, read once, then plain values."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from communes.paper_names import KIND_WORDS, has_capital_kind, paper_name
from evidence.citations import cite
from evidence.models import EvidenceItem
from kernel.deadlines import CITY_ZONE
from scoring.core import Level, counted, level_for
from scoring.exceptions import Exceptions, exceptions_of
from scoring.level_words import level_in_papers
from scoring.models import SelfAssessment
from scoring.queries import assumed_criteria, criterion_rows, policy_of
from scoring.thresholds import thresholds_of


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the self-scoring table. `points` of a group or criterion is the sum of its criteria [S1].

    `depth` is 1 for a group, 2 for a criterion; `points` is None where no criterion below it has been scored.
    `evidence_set` is the criterion whose evidence set contains its files [dossier 4]; the first file has the number
    `first_file`. `ratios` are a threshold row's figures, one per line; `is_provisional`: its maximum is illegible in
    the scan.
    """

    code: str
    depth: int
    is_leaf: bool
    title: str
    max_points: Decimal
    points: Decimal | None
    expected: str = ""
    explanation: str = ""
    not_applicable: bool = False
    files: tuple[str, ...] = ()
    evidence_set: str = ""
    first_file: int = 1
    ratios: tuple[str, ...] = ()
    is_provisional: bool = False

    @property
    def numbered_files(self) -> list[tuple[int, str]]:
        """Its files with their numbers in the set."""
        return list(enumerate(self.files, start=self.first_file))

    @property
    def is_within_a_set(self) -> bool:
        """True where its files are in the set of a criterion above it."""
        return bool(self.evidence_set) and self.evidence_set != self.code

    @property
    def number(self) -> str:
        """The row's own number as printed in the decree's table: "I", then "1", "1.10"."""
        return self.code.partition(".")[2] or self.code

    @property
    def style(self) -> str:
        """The row's style: "heading", "subheading" or "plain"."""
        if self.depth == 1:
            return "heading"
        return "subheading" if self.depth == 2 or not self.is_leaf else "plain"

    @property
    def missing(self) -> Decimal:
        """Points short of the maximum; an exception lacks nothing [S9]."""
        return Decimal(0) if self.not_applicable else self.max_points - (self.points or 0)


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """A commune's year as its papers show it; `rescaled` is its total where that is not the sum of the groups [S9]."""

    year: int
    commune_name: str
    kind: str
    unit: str
    decision: str
    rows: tuple[TableRow, ...]
    exceptions: Exceptions
    rescaled: Decimal | None = None
    aimed_level: int | None = None
    registered_on: date | None = None

    @property
    def place(self) -> str:
        """The place before a paper's date: only the name, in full where it is a person's (Decree 30, Appendix I)."""
        return self.unit if has_capital_kind(self.commune_name) else self.commune_name

    @property
    def issuer(self) -> tuple[str, str]:
        """The issuing body's two lines."""
        return "ỦY BAN NHÂN DÂN", self.unit.upper()

    @property
    def groups(self) -> list[TableRow]:
        return [row for row in self.rows if row.depth == 1]

    @property
    def criteria(self) -> list[TableRow]:
        return [row for row in self.rows if row.is_leaf]

    @property
    def max_total(self) -> Decimal:
        return sum((group.max_points for group in self.groups), Decimal(0))

    @property
    def total(self) -> Decimal:
        """The sum of the four groups [S1], or the rescaled total where exceptions are left out [S9]."""
        summed = sum((group.points or Decimal(0) for group in self.groups), Decimal(0))
        return summed if self.rescaled is None else self.rescaled

    @property
    def level(self) -> Level:
        """The level of the self-assessed total, if it were confirmed [S3]."""
        return level_for(self.total)

    @property
    def level_words(self) -> str:
        return level_in_papers(self.level)

    @property
    def shortfalls(self) -> list[TableRow]:
        """The criteria below their maximum, the largest shortfall first, then in the decree's order."""
        return sorted(
            (criterion for criterion in self.criteria if criterion.missing > 0),
            key=lambda criterion: -criterion.missing,
        )

    @property
    def excepted(self) -> list[TableRow]:
        """The criteria that the commune claims not to apply [S9]."""
        return [criterion for criterion in self.criteria if criterion.not_applicable]

    @property
    def sets_count(self) -> int:
        """Criteria with evidence: each has its own set [dossier 4]."""
        return len({criterion.evidence_set for criterion in self.criteria if criterion.files})

    @property
    def provisional(self) -> list[TableRow]:
        """The criteria whose maximum is illegible in the scan of the decision, until it is confirmed."""
        return [criterion for criterion in self.criteria if criterion.is_provisional]

    @property
    def files_count(self) -> int:
        return sum(len(criterion.files) for criterion in self.criteria)

    def leaves_of(self, row: TableRow) -> list[TableRow]:
        """The criteria below `row`, or the row itself where it is one."""
        return [row] if row.is_leaf else _below(row.code, self.criteria)

    def criteria_of(self, group: TableRow) -> list[TableRow]:
        """The criteria of a group."""
        return [row for row in _below(group.code, self.rows) if row.depth == 2]


def dossier_facts(assessment: SelfAssessment) -> DossierFacts:
    """Read one assessment for its papers: four queries at any size, with its registration and table joined."""
    registration = assessment.registration
    sent, exceptions = registration.submitted_at, exceptions_of(assessment)
    return DossierFacts(
        year=registration.cycle.year,
        commune_name=registration.commune.name,
        kind=KIND_WORDS[registration.commune.kind],
        unit=paper_name(registration.commune),
        decision=assessment.rubric.decision_vi,
        rows=tuple(_rows(assessment)),
        exceptions=exceptions,
        rescaled=assessment.total if exceptions and exceptions.rescales else None,
        aimed_level=registration.aimed_level,
        registered_on=sent.astimezone(CITY_ZONE).date() if sent else None,
    )


def _rows(assessment):
    scores = {score.criterion_id: score for score in assessment.scores.order_by()}
    files, criteria = _files_by_criterion(assessment), criterion_rows(assessment.rubric)
    known = [row for row in criteria if row.is_leaf and row.pk in scores]
    policy = policy_of(assessment.rubric)
    given = {
        row.code: counted(scores[row.pk].points, excepted=scores[row.pk].not_applicable, policy=policy) for row in known
    }
    thresholds, assumed = thresholds_of([assessment])[assessment.pk], set(assumed_criteria(assessment.rubric))
    numbered = Counter[str]()
    for row in criteria:
        score, own = scores.get(row.pk), files.get(row.pk, ())
        before = numbered[row.evidence_set]
        numbered[row.evidence_set] += len(own)
        yield TableRow(
            code=row.code,
            depth=row.depth + 1,
            is_leaf=row.is_leaf,
            title=row.title_vi,
            max_points=row.max_points,
            points=given.get(row.code) if row.is_leaf else _sum_below(row.code, given),
            expected=row.own_evidence,
            explanation=" ".join(score.explanation.split()) if score else "",
            not_applicable=bool(score and score.not_applicable),
            files=tuple(own),
            evidence_set=row.evidence_set,
            first_file=before + 1,
            ratios=tuple(thresholds[row.code].sentences) if row.code in thresholds else (),
            is_provisional=row.code in assumed,
        )


def _files_by_criterion(assessment) -> dict[int, list[str]]:
    items = EvidenceItem.objects.filter(score__assessment=assessment, removed_at=None)
    named: dict[int, list[str]] = {}
    for item in items.order_by("score", "position", "pk").select_related("file", "score"):
        named.setdefault(item.score.criterion_id, []).append(cite(item, name=item.file.name))
    return named


def _sum_below(code, given) -> Decimal | None:
    points = [one for criterion, one in given.items() if criterion.startswith(f"{code}.") and one is not None]
    return sum(points, Decimal(0)) if points else None


def _below(code, rows) -> list[TableRow]:
    return [row for row in rows if row.code.startswith(f"{code}.")]
