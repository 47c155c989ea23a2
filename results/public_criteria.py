"""Public data by criterion: the recognised units' points with the justifications, and the table [S8]."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from appraisal.models import ReviewScore
from communes.models import Cycle
from documents.numbers import data_text
from documents.tables import Column, csv_bytes, json_bytes
from results.public_results import RECOGNISED, PublicRow, public_rows
from results.result_detail import ResultRow, result_rows
from scoring.guidance_queries import Hint, hints_in_force
from scoring.models import Criterion, Rubric, SelfAssessment
from scoring.queries import CriterionRow, criterion_rows


@dataclass(frozen=True, slots=True)
class PublicCriterion:
    """A row of the table with both totals and the justification of their difference; no text of the commune."""

    code: str
    title: str
    depth: int
    is_leaf: bool
    max_points: Decimal
    own: Decimal | None
    appraised: Decimal | None
    claimed: bool
    not_applicable: bool
    is_changed: bool
    justification: str


def public_criteria(row: PublicRow) -> list[PublicCriterion]:
    """A recognised unit's table in order; nothing for other units."""
    if row.standing != RECOGNISED:
        return []
    dossiers = SelfAssessment.objects.filter(registration=row.registration_id).select_related("review", "rubric")
    return [_public(criterion) for criterion in result_rows(dossiers.first())]


def _public(criterion: ResultRow) -> PublicCriterion:
    return PublicCriterion(
        code=criterion.code,
        title=criterion.title,
        depth=criterion.depth,
        is_leaf=criterion.is_leaf,
        max_points=criterion.max_points,
        own=criterion.own,
        appraised=criterion.appraised,
        claimed=criterion.claimed,
        not_applicable=criterion.not_applicable,
        is_changed=criterion.is_changed,
        justification=criterion.comment if criterion.is_leaf and criterion.is_changed else "",
    )


_SCORE = ("criterion__code", "max_points", "self_points", "points", "claimed", "not_applicable", "comment")


def criteria_data(cycle: Cycle, form: str) -> bytes:
    """Every criterion of every recognised unit of a published year, as `json` or `csv`."""
    rows = public_lines(recognised_units(cycle))
    return json_bytes(_LINE_COLUMNS, rows) if form == "json" else csv_bytes(_LINE_COLUMNS, rows, keys=True)


def recognised_units(cycle: Cycle) -> list[PublicRow]:
    """The recognised units of a published year, by their codes."""
    return sorted((row for row in public_rows(cycle) if row.standing == RECOGNISED), key=lambda row: row.code)


def public_lines(units: Sequence[PublicRow], *, at_once: int = 1000) -> Iterator["PublicLine"]:
    """Every criterion of these units, by unit and in the table's order; a query for so many units at a time."""
    path = "review__assessment__registration"
    for start in range(0, len(units), at_once):
        by_entry = {unit.registration_id: unit for unit in units[start : start + at_once]}
        scores = ReviewScore.objects.filter(**{f"{path}__in": by_entry}, points__isnull=False)
        lines = scores.order_by(f"{path}__commune__code", "criterion__sort_key").values_list(path, *_SCORE)
        yield from (PublicLine(by_entry[pk], *values) for pk, *values in lines)


class PublicLine(NamedTuple):
    """The self-assessed and the appraised points of one recognised unit for one criterion."""

    unit: PublicRow
    criterion: str
    max_points: Decimal
    own: Decimal | None
    appraised: Decimal
    claimed: bool
    not_applicable: bool
    comment: str

    @property
    def justification(self) -> str:
        is_changed = self.appraised != self.own or (self.claimed and not self.not_applicable)
        return self.comment if is_changed else ""


_LINE_COLUMNS = (
    Column("code", "code", lambda line: line.unit.code),
    Column("name", "name", lambda line: line.unit.name),
    Column("criterion", "criterion", lambda line: line.criterion),
    Column("max_points", "max_points", lambda line: data_text(line.max_points)),
    Column("self_points", "self_points", lambda line: data_text(line.own)),
    Column("points", "points", lambda line: data_text(line.appraised)),
    Column("claimed", "claimed", lambda line: line.claimed),
    Column("not_applicable", "not_applicable", lambda line: line.not_applicable),
    Column("justification", "justification", lambda line: line.justification),
)


def cycles_with_a_table():
    """The years whose table and method are public: all opened ones, from the day of opening [S8]."""
    return Cycle.objects.filter(rubric_in_force__isnull=False).order_by("-year")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table in force; `is_assumed` where the figure is illegible in the scan and not confirmed.

    `hint` is its hint in force: of the issued guidance, else of the table.
    """

    row: CriterionRow
    is_assumed: bool
    hint: Hint | None = None


def table_rows(rubric: Rubric) -> list[TableRow]:
    """The table in its order, each figure with its status."""
    assumed = Criterion.objects.filter(rubric=rubric, is_leaf=True, provenance=Criterion.Provenance.ASSUMED)
    open_figures = set(assumed.filter(confirmation=None).values_list("code", flat=True))
    hints = hints_in_force(rubric)
    return [TableRow(row, row.code in open_figures, hints.get(row.pk)) for row in criterion_rows(rubric)]


def conditional_rows(rubric: Rubric) -> Iterator[CriterionRow]:
    """The criteria for which the table allows an exception [S9]."""
    return (row for row in criterion_rows(rubric) if row.applies_when)


def table_data(rubric: Rubric, form: str) -> bytes:
    """The table in force as `json` or `csv`."""
    rows = table_rows(rubric)
    return json_bytes(_TABLE_COLUMNS, rows) if form == "json" else csv_bytes(_TABLE_COLUMNS, rows, keys=True)


_TABLE_COLUMNS = (
    Column("criterion", "criterion", lambda one: one.row.code),
    Column("above", "above", lambda one: one.row.parent_code or None),
    Column("title_vi", "title_vi", lambda one: one.row.title_vi),
    Column("title_en", "title_en", lambda one: one.row.title_en),
    Column("max_points", "max_points", lambda one: data_text(one.row.max_points)),
    Column("earns_points", "earns_points", lambda one: one.row.is_leaf),
    Column("evidence_vi", "evidence_vi", lambda one: one.row.own_evidence),
    Column("applies_when_vi", "applies_when_vi", lambda one: one.row.applies_when),
    Column("guidance_vi", "guidance_vi", lambda one: one.hint.text if one.hint else ""),
    Column("is_assumed", "is_assumed", lambda one: one.is_assumed),
)
