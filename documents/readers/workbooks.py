"""Read an uploaded workbook: nothing in it is executed, and nothing in it can exceed the limits.

The parts with rows are first copied, counted byte by byte, into an archive of our own; only that is parsed. The
sizes that an upload declares are checked, but never trusted. Styles, pictures and everything else are left out.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from openpyxl import load_workbook
from openpyxl.worksheet._reader import WorkSheetParser

from documents.readers import TOO_LARGE, NotReadError
from documents.readers.limits import members_of

_SMALL_PART, _MAX_RATIO = 2**20, 200
_CHUNK = 2**16
_LAST_ROW = 2**20  # the maximum of any spreadsheet
_STRICT = b"http://purl.oclc.org/ooxml/"
# Compression methods that decompress no more at a time than requested.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TYPES, _BOOK = "[Content_Types].xml", "xl/workbook.xml"
_LEFT_BEHIND = ("xl/styles", "xl/theme/", "xl/drawings/", "xl/charts/", "docprops/")
_MACROS = ("vbaproject", "vbadata", "xl/macrosheets/", "xl/dialogsheets/", "xl/activex/", "xl/ctrlprops/")
_LINKS = ("xl/externallinks/", "xl/connections", "xl/querytables/", "xl/embeddings/", "customdata/")

# Limits of a preview: the last row with a value, over all sheets; and how much of one part is read.
_MAX_HEIGHT, _MAX_SCANNED = 2 * _LAST_ROW, 64 * 2**20
_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")
_ROW = re.compile(rb"""<(?:[\w.-]+:)?row\b[^>]*?\sr=["'](\d{1,9})["'][^>]*>""")
_VALUE = re.compile(rb"<(?:[\w.-]+:)?(?:v|f|is)\b")


class _ProblemError(Exception):
    """Why the workbook is refused: the codes of problems."""


def read(content: BinaryIO, output: BinaryIO, *, limits: dict) -> dict:
    """Report the rows with content of every sheet, each with its number; or the codes of its problems.

    `limits` gives the maximum `unpacked` bytes, `parts`, `sheets`, `rows` and `columns`. A formula is `{"f": its
    text}`.
    """
    try:
        safe = _safe(content, limits)
        # Formulas are returned as text: a formula in place of points is then refused, and not taken for an empty cell.
        book = load_workbook(safe, read_only=True, data_only=False, keep_links=False)
        if len(book.worksheets) > limits["sheets"]:
            raise _ProblemError("workbook_bomb")
        return {"problems": [], "sheets": [_sheet(page, limits) for page in book.worksheets]}
    except _ProblemError as wrong:
        return {"problems": list(wrong.args), "sheets": []}


def keep_printable(content: BinaryIO, output: BinaryIO) -> dict:
    """A workbook that can be laid out in seconds: its values end where ordinary lists end.

    A single value in the last row of many sheets gives millions of pages. Formats without a value are not printed.

    Raises:
        NotReadError: its sheets extend too far, or a sheet decompresses to far more than its size.
    """
    content.seek(0)
    height = 0
    with zipfile.ZipFile(content) as archive:
        for part in archive.infolist():
            if not _SHEET_PART.fullmatch(part.filename.lower()):
                continue
            if _is_dense(part):
                raise NotReadError(TOO_LARGE, f"{part.filename} of {part.file_size} bytes")
            height += _last_row_with_a_value(_start_of(archive, part, _MAX_SCANNED))
            if height > _MAX_HEIGHT:
                raise NotReadError(TOO_LARGE, f"values down to row {height}")
    return {"height": height}


def _last_row_with_a_value(sheet: bytes) -> int:
    rows = [(int(match[1]), match.end()) for match in _ROW.finditer(sheet)]
    ends = [*(sheet.rfind(b"<", 0, start) for _number, start in rows[1:]), len(sheet)]
    for (number, start), end in sorted(zip(rows, ends, strict=True), reverse=True) if rows else ():
        if _VALUE.search(sheet, start, end):
            return number
    return 0


def _sheet(page, limits: dict) -> dict:
    """A sheet that cannot be read, or has too many rows, is marked; it matters only where somebody uses it."""
    sheet = {"title": page.title, "rows": [], "problem": ""}
    try:
        for number, cells in _rows(page, limits["columns"]):
            if len(sheet["rows"]) >= limits["rows"]:
                return sheet | {"rows": [], "problem": "workbook_too_long"}
            sheet["rows"].append([number, cells])
    except MemoryError:
        raise
    except Exception:
        return sheet | {"rows": [], "problem": "workbook_unreadable"}
    return sheet


def _rows(page, columns: int) -> Iterator[tuple[int, list]]:
    """The rows that exist in the file, whatever their numbers: gaps between them cost nothing."""
    with page._get_source() as source:
        parser = WorkSheetParser(source, page._shared_strings, data_only=False, epoch=page.parent.epoch)
        for number, written in parser.parse():
            if number > _LAST_ROW:
                return
            cells = [None] * columns
            for cell in written:
                if cell["column"] <= columns:
                    cells[cell["column"] - 1] = _plain(cell)
            if any(cell is not None for cell in cells):
                yield number, cells


def _plain(cell: dict):
    value = cell["value"]
    if cell["data_type"] == "f":
        return {"f": str(value if isinstance(value, str) else getattr(value, "text", None) or "=")}
    return value if value is None or isinstance(value, (str, bool, int, float)) else str(value)


def _safe(content: BinaryIO, limits: dict) -> BinaryIO:
    """The parts with rows, in an archive of our own."""
    content.seek(0)
    head = content.read(8)
    if head.startswith(_OLE):
        raise _ProblemError("workbook_encrypted" if _ENCRYPTED in content.read() else "workbook_old")
    if not head.startswith(b"PK\x03\x04"):
        raise _ProblemError("workbook_unreadable")
    if members_of(content)[0] > limits["parts"]:
        raise _ProblemError("workbook_bomb")
    with zipfile.ZipFile(content) as archive:
        if wrong := list(_archive_problems(archive, limits)):
            raise _ProblemError(*wrong)
        return _copy(archive, limits["unpacked"])


def _archive_problems(archive: zipfile.ZipFile, limits: dict) -> Iterator[str]:
    """Problems visible in the archive's directory: too much, duplicates, encryption, macros, external links."""
    parts = archive.infolist()
    names = [part.filename.lower() for part in parts]
    if (
        len(parts) > limits["parts"]
        or sum(part.file_size for part in parts) > limits["unpacked"]
        or any(map(_is_dense, parts))
    ):
        yield "workbook_bomb"
    elif len(names) != len(set(names)) or any(part.compress_type not in _METHODS for part in parts):
        yield "workbook_unreadable"
    elif any(part.flag_bits & 0x1 for part in parts):
        yield "workbook_encrypted"
    elif _STRICT in _start(archive, _BOOK):
        yield "workbook_strict"
    else:
        if any(word in name for name in names for word in _MACROS) or b"macroEnabled" in _start(archive, _TYPES):
            yield "workbook_has_macros"
        if any(name.startswith(_LINKS) for name in names):
            yield "workbook_has_links"


def _is_dense(part: zipfile.ZipInfo) -> bool:
    return part.file_size > _SMALL_PART and part.file_size > _MAX_RATIO * max(part.compress_size, 1)


def _start(archive: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of a part; empty where it is missing."""
    return _start_of(archive, name, _SMALL_PART) if name in archive.namelist() else b""


def _start_of(archive: zipfile.ZipFile, part: str | zipfile.ZipInfo, limit: int) -> bytes:
    with archive.open(part) as source:
        return source.read(limit)


def _copy(archive: zipfile.ZipFile, left: int) -> BinaryIO:
    """The parts with rows, in an archive of our own, each read in blocks and counted."""
    safe = io.BytesIO()
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
        if size > left:
            raise _ProblemError("workbook_bomb")
        # No spreadsheet defines entities: a file that does is an attack by expansion or external files.
        window = tail + piece
        if b"<!DOCTYPE" in window or b"<!ENTITY" in window or b"\x00" in piece:
            raise _ProblemError("workbook_unreadable")
        tail = piece[-16:]
        target.write(piece)
    return size
