"""An uploaded workbook: its rows, read in the sandbox and within limits (`documents.readers.workbooks`)."""

import io
import re
from collections.abc import Iterator

from documents.readers import TOO_LARGE, TOO_SLOW
from documents.sandbox.reading import Reader, UnreadableError, read
from kernel.fields import BinaryFile
from kernel.problems import Problem
from kernel.refusals import refuse_if
from kernel.text import clean

MAX_BYTES = 5 * 2**20
MAX_UNPACKED = 48 * 2**20
MAX_PARTS = 500
MAX_SHEETS = 50
MAX_ROWS = 20_000
MAX_COLUMNS = 24
# The notation of spreadsheets for characters that XML does not allow: _x000D_ is a line end.
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
# A person waits for it: most take a tenth of a second.
_READER = Reader("workbook", "documents.readers.workbooks:read", seconds=8, megabytes=500)


class Formula(str):
    """A formula in a cell; text that merely begins with "=" is none."""

    __slots__ = ()


class SentWorkbook:
    """The rows of an uploaded workbook.

    Raises:
        Refused: it is no .xlsx (`workbook_unreadable`), encrypted, of the old format, beyond the limits, or contains
            macros or links to other files.
    """

    def __init__(self, file: BinaryFile):
        refuse_if(_file_problems(file))
        content = _read_confined(file)
        refuse_if(Problem(code) for code in content["problems"])
        self._sheets = {sheet["title"]: sheet for sheet in content["sheets"]}
        self.sheets: list[str] = list(self._sheets)

    def rows(self, sheet: str) -> Iterator[tuple[int, tuple]]:
        """The rows with content of a sheet, each with its number.

        Raises:
            Refused: more rows than `MAX_ROWS`, or unreadable rows.
        """
        content = self._sheets[sheet]
        if content["problem"]:
            refuse_if([Problem(content["problem"], params={"sheet": sheet, "limit": MAX_ROWS})])
        for number, cells in content["rows"]:
            yield number, tuple(Formula(cell["f"]) if isinstance(cell, dict) else cell for cell in cells)


def _read_confined(file: BinaryFile) -> dict:
    limits = {"unpacked": MAX_UNPACKED, "parts": MAX_PARTS, "sheets": MAX_SHEETS}
    limits |= {"rows": MAX_ROWS, "columns": MAX_COLUMNS}
    try:
        return read(_READER, file, limits=limits)
    except UnreadableError as failure:
        code = "workbook_bomb" if failure.why in (TOO_LARGE, TOO_SLOW) else "workbook_unreadable"
        return {"problems": [code], "sheets": []}


def _file_problems(file: BinaryFile) -> Iterator[Problem]:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > MAX_BYTES:
        yield Problem("workbook_too_large", params={"limit": MAX_BYTES // 2**20})


def plain_text(text: str) -> str:
    """Text as a workbook stores it without loss: clean letters, one kind of line break, no outer spaces."""
    return clean(text)


def cell_text(cell: object) -> str:
    """A cell's value as typed: 10510.0 is 10510, and 0.1 + 0.2 is 0.3."""
    if isinstance(cell, float):
        return f"{cell:.10g}"
    text = "" if cell is None else str(cell)
    return plain_text(text if isinstance(cell, Formula) else _ESCAPED.sub(lambda one: chr(int(one[1], 16)), text))
