"""Reading the scoring workbook: rows as data, or every reason why a row cannot be read."""

from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO

from django.core.exceptions import ValidationError

from documents.workbooks import SentWorkbook
from kernel.fields import PointsInput
from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring.services.workbook import COLUMNS, SHEET, ScoreLine


def read_scores(file: BinaryIO) -> list[ScoreLine]:
    """The filled rows of the sheet `scores`, in order; a row without points and explanation is passed over.

    Raises:
        Refused: not a workbook (`workbook_unreadable`), without the sheet or its columns, or rows whose points
            are no number (`workbook_points_malformed`); every one of them, by its row.
    """
    book = SentWorkbook(file)
    refuse_if([] if SHEET in book.sheets else [Problem("workbook_sheet_missing", where=SHEET)])
    rows = book.rows(SHEET)
    head = [str(name or "").strip() for name in next(rows, (1, ()))[1]]
    refuse_if(Problem("workbook_column_missing", where=name) for name in COLUMNS if name not in head)
    places = [head.index(name) for name in COLUMNS]
    lines, problems = [], []
    for number, cells in rows:
        commune, criterion, points, why = (_text(cells[place]) if place < len(cells) else "" for place in places)
        if not points and not why:
            continue
        try:
            lines.append(ScoreLine(number, commune, criterion, _points(points), why))
        except ValidationError:
            problems.append(Problem("workbook_points_malformed", where=f"{number}", params={"typed": points}))
    refuse_if(problems or _nothing(lines))
    return lines


def _nothing(lines: list[ScoreLine]) -> Iterator[Problem]:
    if not lines:
        yield Problem("workbook_empty")


def _text(cell: object) -> str:
    """A cell as it was typed: 10510.0 is 10510, and 0.1 + 0.2 is 0.3."""
    if isinstance(cell, float):
        return f"{cell:.10g}"
    return "" if cell is None else str(cell).strip()


def _points(typed: str) -> Decimal | None:
    return PointsInput().to_python(typed)
