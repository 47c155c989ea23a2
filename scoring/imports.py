"""Read a scoring workbook: its rows as data, or every reason why a row cannot be read, with its cell."""

from collections.abc import Iterator
from typing import BinaryIO

from django.core.exceptions import ValidationError
from openpyxl.utils import get_column_letter

from documents.workbooks import Formula, SentWorkbook, cell_text
from kernel.fields import CountInput, PointsInput
from kernel.htmx import whole_number
from kernel.problems import Problem, required
from kernel.refusals import refuse_if
from kernel.text import clean_line
from scoring.models import RatioFigure
from scoring.workbook_changes import Line, Place
from scoring.workbook_ratios import COLUMNS, NOTHING, STAMPED, RatioLine, digest_of
from scoring.workbook_stamps import PORTAL, STAMP, BookKind, CriterionStamp

MARKS = frozenset({"x", "có", "yes", "true", "1"})
_HEAD_WITHIN = 12
_MAX_SOURCE = required(RatioFigure._meta.get_field("source").max_length)


def read_lines(file: BinaryIO | SentWorkbook, kind: BookKind, *, year: int) -> list[Line]:
    """The rows of every sheet with the columns of a scoring sheet, in order.

    A row without points and words is skipped, unless the workbook's stamp records stored values for it.

    A cell that cannot be read (`workbook_points_malformed`, `workbook_mark_unknown`) is a fault of its line, so that it
    is reported together with everything else that the import finds.

    Raises:
        Refused: see `SentWorkbook`; also no sheet with the columns, or a workbook of another kind or year.
    """
    book = file if isinstance(file, SentWorkbook) else SentWorkbook(file)
    stamps = _stamps(book, kind, year)
    lines: list[Line] = []
    problems: list[Problem] = []
    heads = 0
    for sheet in book.sheets:
        rows = book.rows(sheet) if sheet != STAMP else iter(())
        letters = _head(rows)
        missing = [name for name in kind.columns if name not in letters] if letters else []
        heads += bool(letters)
        problems += [Problem("workbook_column_missing", where=name, params={"sheet": sheet}) for name in missing]
        if letters and not missing:
            lines += _sheet_lines(sheet, rows, letters, kind, stamps)
    refuse_if(problems or _nothing(lines, heads))
    return lines


def _head(rows: Iterator[tuple[int, tuple]]) -> dict[str, int]:
    """The positions of the columns by key; rows above the header are titles and totals for people."""
    for number, cells in rows:
        keys = {cell_text(cell): place for place, cell in enumerate(cells) if cell is not None}
        if "criterion_code" in keys or "commune_code" in keys:
            return keys
        if number >= _HEAD_WITHIN:
            break
    return {}


def _sheet_lines(sheet, rows, head, kind, stamps) -> Iterator[Line]:
    letters = {key: get_column_letter(place + 1) for key, place in head.items() if key in _keys(kind)}
    letters["words"] = letters[kind.words]
    for number, cells in rows:
        sent = {key: cells[head[key]] if head.get(key, 99) < len(cells) else None for key in _keys(kind)}
        if line := _line(Place(sheet, number, letters), sent, kind, stamps):
            yield line


def _keys(kind: BookKind) -> tuple[str, ...]:
    return *kind.columns, "not_applicable"


def _line(place: Place, sent: dict[str, object], kind: BookKind, stamps: dict | None) -> Line | None:
    texts = {key: cell_text(cell) for key, cell in sent.items()}
    commune, criterion, points, words = (texts[key] for key in kind.columns)
    mark = texts["not_applicable"]
    stamp = (stamps or {}).get((commune, criterion))
    if not commune and (not (points or words or mark) or isinstance(sent["points"], Formula)):
        return None  # a heading with its sum
    if stamp is None and not (points or words or mark):
        return None
    inputs = {"words": sent[kind.words], "not_applicable": sent["not_applicable"]}
    formulas = {key: str(cell) for key, cell in inputs.items() if isinstance(cell, Formula)}
    if faults := tuple(_cell_problems(place, points, mark, formulas)):
        return Line(place, commune, criterion, None, words, faults=faults)
    excepted = mark.lower() in MARKS if "not_applicable" in place.letters else None
    figure = None if excepted else PointsInput().to_python(points)
    if stamp is None:
        return Line(place, commune, criterion, figure, words, excepted)
    touched = not stamp.is_same(figure, words, excepted=excepted)
    return Line(place, commune, criterion, figure, words, excepted, stamp.version, touched)


def _cell_problems(place: Place, points: str, mark: str, formulas: dict[str, str]) -> Iterator[Problem]:
    for key, formula in formulas.items():
        yield Problem("workbook_cell_formula", where=place.cell(key), params={"typed": formula[:40]})
    if mark and "not_applicable" not in formulas and mark.lower() not in MARKS:
        yield Problem("workbook_mark_unknown", where=place.cell("not_applicable"), params={"typed": mark})
    try:
        PointsInput().to_python(points)
    except ValidationError:
        code = "workbook_points_formula" if points.startswith("=") else "workbook_points_malformed"
        yield Problem(code, where=place.cell("points"), params={"typed": points[:40]})


def _nothing(lines: list[Line], heads: int) -> Iterator[Problem]:
    if not heads:
        yield Problem("workbook_sheet_missing")
    elif not lines:
        yield Problem("workbook_empty")


def _stamps(book: SentWorkbook, kind: BookKind, year: int) -> dict[tuple[str, str], CriterionStamp] | None:
    """The stored values of each criterion when the portal made this workbook; None where somebody else made it."""
    if STAMP not in book.sheets:
        return None
    rows = ([cell_text(cell) for cell in cells[:6]] for _number, cells in book.rows(STAMP))
    made = next(rows, [])
    if made[:1] != [PORTAL]:
        return None
    refuse_if(_origin_problems(made, kind, year))
    return {
        (commune, criterion): CriterionStamp(number, points, mark == "x", digest)
        for commune, criterion, version, points, mark, digest in rows
        if (number := whole_number(version)) is not None
    }


def _origin_problems(made: list[str], kind: BookKind, year: int) -> Iterator[Problem]:
    if made[1] != kind.name:
        yield Problem("workbook_other_kind")
    elif made[2] != str(year):
        yield Problem("workbook_other_year", params={"year": made[2], "wanted": str(year)})


def read_ratios(book: SentWorkbook) -> list[RatioLine]:
    """The figures of threshold rows, from every sheet with their columns; none where no sheet has them.

    A cell that cannot be read is a fault of its line.
    """
    stamps = _ratio_stamps(book)
    lines: list[RatioLine] = []
    for sheet in book.sheets:
        rows = book.rows(sheet) if sheet != STAMP else iter(())
        head = _ratio_head(rows)
        letters = {key: get_column_letter(place + 1) for key, place in head.items()}
        for number, cells in rows if head else ():
            sent = {key: cells[head[key]] if head[key] < len(cells) else None for key in COLUMNS}
            if cell_text(sent["ratio"]):
                lines.append(_ratio_line(Place(sheet, number, letters), sent, stamps))
    return lines


def _ratio_head(rows: Iterator[tuple[int, tuple]]) -> dict[str, int]:
    for number, cells in rows:
        keys = {cell_text(cell): place for place, cell in enumerate(cells) if cell is not None}
        if keys.keys() >= set(COLUMNS):
            return {key: keys[key] for key in COLUMNS}
        if number >= _HEAD_WITHIN:
            break
    return {}


def _ratio_line(place: Place, sent: dict[str, object], stamps: dict[tuple[str, str], str]) -> RatioLine:
    commune, ratio, source = (cell_text(sent[key]) for key in ("ratio_commune", "ratio", "source"))
    seen, faults = stamps.get((commune, ratio)), tuple(_ratio_problems(place, sent, source))
    if faults:
        return RatioLine(place, commune, ratio, NOTHING, seen, faults=faults)
    part, whole = (CountInput().to_python(cell_text(sent[key])) for key in ("numerator", "denominator"))
    figures = (part, whole, clean_line(source))
    return RatioLine(place, commune, ratio, figures, seen, touched=seen is None or seen != digest_of(figures))


def _ratio_problems(place: Place, sent: dict[str, object], source: str) -> Iterator[Problem]:
    for key in ("numerator", "denominator", "source"):
        cell, text = sent[key], cell_text(sent[key])
        if isinstance(cell, Formula):
            yield Problem("workbook_cell_formula", where=place.cell(key), params={"typed": text[:40]})
        elif key != "source" and not _is_count(cell, text):
            yield Problem("workbook_count_malformed", where=place.cell(key), params={"typed": text[:40]})
    if len(source) > _MAX_SOURCE:
        yield Problem("workbook_words_long", where=place.cell("source"), params={"limit": _MAX_SOURCE})


def _is_count(cell: object, text: str) -> bool:
    """A whole number; in a numeric cell the point is never a thousands separator."""
    if isinstance(cell, float) and not cell.is_integer():
        return False
    try:
        CountInput().to_python(text)
    except ValidationError:
        return False
    return True


def _ratio_stamps(book: SentWorkbook) -> dict[tuple[str, str], str]:
    if STAMP not in book.sheets:
        return {}
    rows = ([cell_text(cell) for cell in cells[:4]] for _number, cells in book.rows(STAMP))
    return {(row[0], row[1].removeprefix(STAMPED)): row[3] for row in rows if row[1].startswith(STAMPED)}
