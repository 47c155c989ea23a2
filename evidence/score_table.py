"""The whole self-assessment as a table with editable lines; five queries for any size."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from evidence.desk import TreeRow, tree_of
from scoring.models import SelfAssessment


@dataclass(frozen=True, slots=True)
class TableLine:
    """A row of the table. A criterion also has its words, its version, and refused input

    with the reason for the refusal.
    """

    row: TreeRow
    explanation: str = ""
    version: int = 0
    typed: Mapping[str, str] | None = None
    errors: tuple[str, ...] = ()

    @property
    def points(self) -> Decimal | str | None:
        """The value of the field of points."""
        return self.typed["points"] if self.typed else self.row.points

    @property
    def words(self) -> str:
        """The value of the field of words."""
        return self.typed["explanation"] if self.typed else self.explanation


def lines_of(
    assessment: SelfAssessment, *, prepared_too: bool, refused: Mapping[str, TableLine] = {}
) -> list[TableLine]:
    """Every row in the table's order; the criteria in `refused` keep the typed values."""
    stored = stored_criteria(assessment)
    lines = []
    for row in tree_of(assessment, prepared_too=prepared_too):
        explanation, version = stored.get(row.criterion.code, ("", 0))
        former = refused.get(row.criterion.code)
        typed, errors = (former.typed, former.errors) if former else (None, ())
        lines.append(TableLine(row, explanation, version, typed, errors))
    return lines


def stored_criteria(assessment: SelfAssessment) -> dict[str, tuple[str, int]]:
    """Explanation and version of each criterion, by its code; one query."""
    rows = assessment.scores.order_by().values_list("criterion__code", "explanation", "version")
    return {code: (explanation, version) for code, explanation, version in rows}
