"""The kind of an Office package or compound file: by its content types, or by its streams."""

import struct
from typing import BinaryIO

from documents.kinds import (
    ARCHIVE,
    DOC,
    LOCKED,
    MAIN_PARTS,
    PPT,
    UNKNOWN,
    XLS,
    FileKind,
    Other,
    plain,
)
from documents.readers import ole
from documents.readers.packages import Package

_HEAD = 200
_BINARY_EXCEL = "application/vnd.ms-excel.sheet.binary.macroenabled.main"
_OPEN_DOCUMENTS = ("application/vnd.oasis.opendocument.", "application/vnd.sun.xml.")
_ODF_SAVED_AS = {"spreadsheet": ".xlsx", "calc": ".xlsx", "presentation": ".pptx", "impress": ".pptx"}
# Old Office files are compound files, recognised by their main stream; encryption, too, is a stream.
_STREAMS = {"WordDocument": DOC, "Workbook": XLS, "Book": XLS, "PowerPoint Document": PPT}
_LOCKS = {"EncryptedPackage", "EncryptionInfo", "EncryptedSummary", "\x06DataSpaces", "\tDRMContent"}
_WORD_SIGNS, _WORD_LOCKED = (0xA5EC, 0xA5DC), 0x0100
_EXCEL_LOCKED, _EXCEL_LOOKED_AT = 0x2F, 512


def detect(content: BinaryIO, output: BinaryIO, *, package: bool) -> dict:
    """Report the `kind` of an Office file, or the `code` of why it is refused, and which format to save it in."""
    content.seek(0)
    head = content.read(_HEAD)
    kind = _of_package(Package(content), head) if package else _of_folder(content)
    return {"kind": plain(kind)} if isinstance(kind, FileKind) else {"code": kind.code, "save_as": kind.save_as}


def _of_package(package: Package, head: bytes) -> FileKind | Other:
    """An Office file has exactly one main part; OpenDocument names its own type, whatever else it contains."""
    mimetype = head[38:138] if head[30:38] == b"mimetype" else package.read("mimetype", 200)
    if odf := next((start for start in _OPEN_DOCUMENTS if mimetype.startswith(start.encode())), ""):
        word = mimetype[len(odf) :].partition(b"PK")[0].decode("ascii", "replace").strip().partition("-")[0]
        return Other("file_is_odf", _ODF_SAVED_AS.get(word, ".docx"))
    if {"meta-inf/manifest.xml", "content.xml"} <= package.names.keys():
        return Other("file_is_odf", ".docx")
    types = {kind.casefold() for kind in package.main_types()}
    kinds = [kind for main_type, kind in MAIN_PARTS.items() if main_type in types]
    # An Office package has no `mimetype`: a file with one pretends to be something else.
    if len(kinds) == 1 and not mimetype:
        return kinds[0]
    if _BINARY_EXCEL in types and not kinds:
        return Other("file_kind_other", ".xlsx")
    return Other("file_kind_other", ".pdf") if any(name.endswith(".iwa") for name in package.names) else ARCHIVE


def _of_folder(content: BinaryIO) -> FileKind | Other:
    try:
        folder = ole.Folder(content)
        if folder.streams.keys() & _LOCKS:
            return LOCKED
        stream = next((name for name in _STREAMS if name in folder.streams), None)
        if stream is None:
            return UNKNOWN
        return LOCKED if _is_locked(folder.beginning(stream, _EXCEL_LOOKED_AT), _STREAMS[stream]) else _STREAMS[stream]
    except Exception:
        return UNKNOWN


def _is_locked(start: bytes, kind: FileKind) -> bool:
    """True where the first record of an old Word or Excel file says that the rest is encrypted."""
    if kind is DOC and len(start) >= 12:
        sign, flags = struct.unpack_from("<H8xH", start)
        return sign in _WORD_SIGNS and bool(flags & _WORD_LOCKED)
    place = 0
    while kind is XLS and place + 4 <= len(start):
        record, length = struct.unpack_from("<HH", start, place)
        if record == _EXCEL_LOCKED:
            return True
        place += 4 + length
    return False
