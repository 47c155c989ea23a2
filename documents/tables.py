"""Rows to XLSX, CSV and JSON: typed cells, exact decimals, and no text that a spreadsheet would run as a formula."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from kernel.deadlines import CITY_ZONE
from kernel.problems import StrOrPromise

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
JSON_TYPE = "application/json"

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_HEAD = {
    "font": Font(bold=True),
    "fill": PatternFill("solid", fgColor="E8ECEA"),
    "alignment": Alignment(wrap_text=True, vertical="center", horizontal="center"),
    "border": Border(bottom=Side(style="thin")),
}
_TEXT = Alignment(wrap_text=True, vertical="top")
_FIGURE = Alignment(vertical="top")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its title for people, its key for programs, how to read its value, its width in characters.

    `value` returns text, int, Decimal, date, aware datetime, bool or None. `places` are the decimals
    shown for a Decimal; the cell keeps the exact number.
    """

    title: StrOrPromise
    key: str
    value: Callable[[Any], object]
    width: int = 14
    places: int = 2


def xlsx_bytes(columns: Sequence[Column], rows: Iterable, *, sheet: str = "Sheet1") -> bytes:
    """A workbook of one sheet: header row frozen and filtered, each cell with the type of its value."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    page.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    page.append([_head_cell(page, column) for column in columns])
    cells = [_Cells(page, column) for column in columns]
    count = 1
    for row in rows:
        page.append([cell.of(row) for cell in cells])
        count += 1
    page.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"
    page.print_title_rows = "1:1"
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


class _Cells:
    """The cells of one column: one per style, reused for every row, because styling is the slowest part."""

    def __init__(self, page, column: Column) -> None:
        self._page, self._column = page, column
        self._ready: dict[str, Any] = {}

    def of(self, row: Any) -> Cell | None:
        value = self._column.value(row)
        if value is None:
            return None
        look, written = _format_and_content(value)
        cell = self._ready.get(look) or self._styled(look)
        cell.value = written
        if look in ("text", "risky"):
            cell.data_type = "s"
        return cell

    def _styled(self, look: str) -> Cell:
        cell = self._ready[look] = WriteOnlyCell(self._page, value=None)
        cell.alignment = _TEXT if look in ("text", "risky") else _FIGURE
        if look == "risky":
            cell.quotePrefix = True
        places = self._column.places
        formats = {"decimal": f"0.{'0' * places}" if places else "0", "moment": "dd/mm/yyyy hh:mm", "day": "dd/mm/yyyy"}
        if look in formats:
            cell.number_format = formats[look]
        return cell


def _format_and_content(value: object) -> tuple[str, Any]:
    """The number format and the content of a cell."""
    match value:
        case bool() | int():
            return "number", value
        case Decimal():
            return "decimal", value
        case datetime():
            return "moment", value.astimezone(CITY_ZONE).replace(tzinfo=None)
        case date():
            return "day", value
    text = str(value)
    # openpyxl would make a formula of a leading "=", Excel on editing of "+", "-" or "@".
    return "risky" if text.startswith(_RISKY) else "text", ILLEGAL_CHARACTERS_RE.sub("", text)


def csv_bytes(columns: Sequence[Column], rows: Iterable, *, keys: bool = False, bom: bool = True) -> bytes:
    """UTF-8 CSV, with a BOM for Excel unless `bom` is off; the header has titles, or keys with `keys`.

    Decimals keep their point. Text that a spreadsheet might run gets a leading apostrophe.
    """
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow([column.key if keys else defused(str(column.title)) for column in columns])
    values = [column.value for column in columns]
    writer.writerows([_csv_value(value(row)) for value in values] for row in rows)
    return output.getvalue().encode("utf-8-sig" if bom else "utf-8")


def json_bytes(columns: Sequence[Column], rows: Iterable) -> bytes:
    """A JSON list of objects by the columns' keys: decimals as text, so that none is rounded; dates in ISO format.

    One object on a line: indenting each value takes the encoder several times as long.
    """
    keyed = [(column.key, column.value) for column in columns]
    encode = json.JSONEncoder(ensure_ascii=False).encode
    lines = (encode({key: _json_value(value(row)) for key, value in keyed}) for row in rows)
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()


def defused(text: str) -> str:
    """`text` for a spreadsheet: a leading apostrophe before what it would take for a formula."""
    if text[:1].isalnum():  # nearly every text; the rest is looked at more closely
        return text
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_RISKY) else text


def put_text(cell, text: str) -> None:
    """Write text as text: openpyxl would make a formula of a leading "=", Excel on editing of "+", "-" or "@"."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(_RISKY)


def _head_cell(page, column):
    cell = WriteOnlyCell(page, value=None)
    put_text(cell, str(column.title))
    for style, setting in _HEAD.items():
        setattr(cell, style, setting)
    return cell


def _csv_value(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return defused(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return str(value)
    return _time_text(value) or defused(str(value))


def _json_value(value: object) -> object:
    if value is None or isinstance(value, str | int):
        return value
    return _time_text(value) or str(value)


def _time_text(value: object) -> str:
    """A moment or a day in ISO format; "" for anything else."""
    if isinstance(value, datetime):
        return value.astimezone(CITY_ZONE).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else ""
