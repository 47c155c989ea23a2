"""Reading a workbook that somebody sent: nothing in it runs, and nothing in it can grow beyond its bounds.

The parts that hold rows are first copied, counted byte by byte, into an archive of our own; only that is parsed. What
an upload says of its own sizes is checked, but never trusted. Styles, pictures and all else stay behind.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import BinaryIO
from zlib import error as ZlibError  # noqa: N812 (an exception's name)

from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.exceptions import InvalidFileException

from kernel.problems import Problem
from kernel.refusals import refuse_if

MOST_BYTES = 5 * 2**20
MOST_UNPACKED = 48 * 2**20
MOST_PARTS = 500
MOST_ROWS = 20_000
MOST_COLUMNS = 24
_MOST_RATIO = 200
_SMALL_PART = 2**20
_LAST_ROW = 2**20  # of any spreadsheet
_CHUNK = 2**16
# The methods that unpack no more at a time than is asked for.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TYPES = "[Content_Types].xml"
_LEFT_BEHIND = ("xl/styles", "xl/theme/", "xl/drawings/", "xl/charts/", "docprops/")
_MACROS = ("vbaproject", "vbadata", "xl/macrosheets/", "xl/dialogsheets/", "xl/activex/", "xl/ctrlprops/")
_LINKS = ("xl/externallinks/", "xl/connections", "xl/querytables/", "xl/embeddings/", "customdata/")
_BROKEN = (zipfile.BadZipFile, ZlibError, EOFError, KeyError, NotImplementedError, OSError, RuntimeError, ValueError)


class SentWorkbook:
    """The rows of a workbook that somebody sent.

    Raises:
        Refused: it is no .xlsx (`workbook_unreadable`), encrypted, of the old kind, larger than the bounds, or carries
            macros or links to other files.
    """

    def __init__(self, file: BinaryIO):
        refuse_if(_file_problems(file))
        try:
            with zipfile.ZipFile(file) as archive:
                refuse_if(_archive_problems(archive))
                safe = _copy(archive)
            # A formula comes as its text: where points are meant it is then refused, never taken for an emptied cell.
            self._book = load_workbook(safe, read_only=True, data_only=False, keep_links=False)
        except (*_BROKEN, InvalidFileException, SyntaxError, TypeError, AttributeError):
            refuse_if([Problem("workbook_unreadable")])
        self.sheets: list[str] = [page.title for page in self._book.worksheets]

    def rows(self, sheet: str) -> Iterator[tuple[int, tuple]]:
        """The rows of a sheet that hold anything, each with its number.

        Raises:
            Refused: more rows than `MOST_ROWS`, or rows that cannot be read.
        """
        count = 0
        for number, cells in enumerate(self._cells(sheet), start=1):
            if any(cell is not None for cell in cells):
                count += 1
                refuse_if(_length_problems(sheet, count))
                yield number, cells

    def _cells(self, sheet: str) -> Iterator[tuple]:
        rows = self._book[sheet].iter_rows(max_row=_LAST_ROW, max_col=MOST_COLUMNS, values_only=True)
        while True:
            try:
                cells = next(rows, None)
            except (*_BROKEN, SyntaxError, TypeError, AttributeError, IndexError):
                refuse_if([Problem("workbook_unreadable")])
            if cells is None:
                return
            yield cells


def _file_problems(file: BinaryIO) -> Iterator[Problem]:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if size > MOST_BYTES:
        yield Problem("workbook_too_large", params={"most": MOST_BYTES // 2**20})
    elif head.startswith(_OLE):
        content = file.read()
        file.seek(0)
        yield Problem("workbook_encrypted" if _ENCRYPTED in content else "workbook_old")
    elif not head.startswith(b"PK\x03\x04"):
        yield Problem("workbook_unreadable")


def _archive_problems(archive: zipfile.ZipFile) -> Iterator[Problem]:
    """What the archive's own directory tells: too much, twice the same, locked, macros, links to elsewhere."""
    parts = archive.infolist()
    names = [part.filename.lower() for part in parts]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED or any(map(_is_dense, parts)):
        yield Problem("workbook_bomb")
    elif len(names) != len(set(names)) or any(part.compress_type not in _METHODS for part in parts):
        yield Problem("workbook_unreadable")
    elif any(part.flag_bits & 0x1 for part in parts):
        yield Problem("workbook_encrypted")
    else:
        if any(word in name for name in names for word in _MACROS) or b"macroEnabled" in _start(archive):
            yield Problem("workbook_has_macros")
        if any(name.startswith(_LINKS) for name in names):
            yield Problem("workbook_has_links")


def _is_dense(part: zipfile.ZipInfo) -> bool:
    return part.file_size > _SMALL_PART and part.file_size > _MOST_RATIO * max(part.compress_size, 1)


def _start(archive: zipfile.ZipFile) -> bytes:
    with archive.open(_TYPES) as part:
        return part.read(_SMALL_PART)


def _copy(archive: zipfile.ZipFile) -> BinaryIO:
    """The parts that hold rows, in an archive of our own, each read in pieces and counted."""
    safe, left = io.BytesIO(), MOST_UNPACKED
    with zipfile.ZipFile(safe, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for part in archive.infolist():
            name = part.filename.lower()
            if not name.endswith((".xml", ".rels")) or name.startswith(_LEFT_BEHIND):
                continue
            with archive.open(part) as source, copy.open(part.filename, "w") as target:
                left -= _copy_part(source, target, left)
    safe.seek(0)
    return safe


def _copy_part(source, target, left: int) -> int:
    size, tail = 0, b""
    while piece := source.read(_CHUNK):
        size += len(piece)
        refuse_if([Problem("workbook_bomb")] if size > left else [])
        # No spreadsheet defines entities of its own: one that does means to grow, or to read other files.
        told = tail + piece
        refuse_if([Problem("workbook_unreadable")] if b"<!DOCTYPE" in told or b"<!ENTITY" in told else [])
        refuse_if([Problem("workbook_unreadable")] if b"\x00" in piece else [])
        tail = piece[-16:]
        target.write(piece)
    return size


def _length_problems(sheet: str, count: int) -> Iterator[Problem]:
    if count > MOST_ROWS:
        yield Problem("workbook_too_long", params={"sheet": sheet, "most": MOST_ROWS})


def plain_text(text: str) -> str:
    """Text as a workbook carries it there and back: no control characters, one kind of line break, no margins."""
    return ILLEGAL_CHARACTERS_RE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def cell_text(cell: object) -> str:
    """A cell as it was typed: 10510.0 is 10510, and 0.1 + 0.2 is 0.3."""
    if isinstance(cell, float):
        return f"{cell:.10g}"
    return "" if cell is None else plain_text(str(cell))
