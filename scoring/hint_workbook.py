"""The hints of the guidance as a workbook: made with the drafted ones, and read again when it is filled in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from openpyxl.utils import get_column_letter

from documents.tables import Column, xlsx_bytes
from documents.workbooks import Formula, SentWorkbook, cell_text
from kernel.fields import BinaryFile
from kernel.htmx import whole_number
from kernel.problems import Problem
from kernel.refusals import refuse_if
from scoring.guidance_queries import DraftedHint
from scoring.models import MAX_HINT

_COLUMNS = (
    Column(_("Code"), "code", lambda one: one.row.code, width=10),
    Column(_("Content"), "content", lambda one: one.row.title, width=60),
    Column(_("Maximum points"), "points", lambda one: one.row.max_points, width=10),
    Column(_("Scoring hint"), "hint", lambda one: one.text, width=80),
    Column(_("Version (leave as it is)"), "version", lambda one: one.version, width=12),
)
_NEEDED = ("code", "hint", "version")


@dataclass(frozen=True, slots=True)
class HintLines:
    """The rows of a filled workbook by code: texts, versions seen, and the cell of each text."""

    texts: Mapping[str, str]
    seen: Mapping[str, int]
    cells: Mapping[str, str]


def hint_workbook(hints: list[DraftedHint]) -> bytes:
    """A workbook with a row for every criterion that earns points."""
    return xlsx_bytes(_COLUMNS, hints, sheet=str(_("Hints")))


def read_hints(file: BinaryFile, codes: list[str]) -> HintLines:
    """The rows of the first sheet.

    Raises:
        Refused: it is no workbook, lacks a column, or cells cannot be read; every reason at once, with its cell.
    """
    book = SentWorkbook(file)
    sheet = book.sheets[0] if book.sheets else ""
    rows = book.rows(sheet) if sheet else iter(())
    places = _head(rows)
    missing = [name for name in _NEEDED if name not in places]
    refuse_if(Problem("workbook_column_missing", where=_title(name), params={"sheet": sheet}) for name in missing)
    texts: dict[str, str] = {}
    seen: dict[str, int] = {}
    cells: dict[str, str] = {}
    problems: list[Problem] = []
    for number, row in rows:
        values = {name: row[places[name]] if places[name] < len(row) else None for name in _NEEDED}
        where = {name: f"{sheet}!{get_column_letter(places[name] + 1)}{number}" for name in _NEEDED}
        code = cell_text(values["code"]).strip()
        if not code and not cell_text(values["hint"]):
            continue
        problems += _row_problems(code, values, where, codes, texts)
        texts[code], cells[code] = cell_text(values["hint"]), where["hint"]
        seen[code] = _version(values["version"])
    refuse_if(problems or ([] if texts else [Problem("workbook_empty")]))
    return HintLines(texts, seen, cells)


def at_cells(problems: Iterable[Problem], cells: Mapping[str, str]) -> list[Problem]:
    """The problems of criteria, each at the cell of its hint."""
    return [replace(problem, where=cells.get(problem.where, problem.where)) for problem in problems]


def _head(rows: Iterator[tuple[int, tuple]]) -> dict[str, int]:
    """The place of each column, by its title in either language."""
    names: dict[str, str] = {}
    for language in ("vi", "en"):
        with override(language):
            names |= {str(column.title): column.key for column in _COLUMNS}
    for _number, cells in rows:
        titles = [cell_text(cell).strip() for cell in cells]
        if places := {names[title]: place for place, title in enumerate(titles) if title in names}:
            return places
    return {}


def _title(name: str) -> str:
    return next(str(column.title) for column in _COLUMNS if column.key == name)


def _row_problems(
    code: str, values: Mapping[str, object], where: Mapping[str, str], codes: list[str], texts: Mapping[str, str]
) -> Iterator[Problem]:
    if code not in codes:
        yield Problem("workbook_criterion_unknown", where=where["code"], params={"criterion": code})
    if code in texts:
        yield Problem("hint_twice", where=where["code"], params={"criterion": code})
    if isinstance(values["hint"], Formula):
        yield Problem("workbook_cell_formula", where=where["hint"], params={"typed": str(values["hint"])})
    if len(cell_text(values["hint"])) > MAX_HINT:
        yield Problem("workbook_words_long", where=where["hint"], params={"limit": MAX_HINT})
    if _version(values["version"]) < 0:
        typed = cell_text(values["version"])
        yield Problem("workbook_count_malformed", where=where["version"], params={"typed": typed})


def _version(value: object) -> int:
    number = whole_number(cell_text(value).strip())
    return -1 if number is None else number
