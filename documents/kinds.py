"""What a file is, by its content alone: the closed list of what the portal takes, and what it knows but does not."""

import struct
from dataclasses import dataclass
from typing import BinaryIO

from documents import ole
from documents.packages import Package

_HEAD = 4096


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file the portal takes: its media type, its usual extension, whether a browser may show it in place.

    `also` are other extensions that are as good for it.
    """

    media_type: str
    extension: str
    inline: bool = False
    also: tuple[str, ...] = ()

    @property
    def extensions(self) -> tuple[str, ...]:
        return (self.extension, *self.also)


@dataclass(frozen=True, slots=True)
class Other:
    """A kind that is known and not taken: the code of its problem, and the extension to save it under instead."""

    code: str
    save_as: str = ""


PDF = FileKind("application/pdf", "pdf", inline=True)
JPEG = FileKind("image/jpeg", "jpg", inline=True, also=("jpeg", "jpe", "jfif"))
PNG = FileKind("image/png", "png", inline=True)
WEBP = FileKind("image/webp", "webp", inline=True)
HEIC = FileKind("image/heic", "heic", also=("heif", "hif"))
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
DOCX = FileKind(f"{_OPEN_XML}wordprocessingml.document", "docx")
XLSX = FileKind(f"{_OPEN_XML}spreadsheetml.sheet", "xlsx")
PPTX = FileKind(f"{_OPEN_XML}presentationml.presentation", "pptx")
DOC = FileKind("application/msword", "doc", also=("dot",))
XLS = FileKind("application/vnd.ms-excel", "xls", also=("xlt",))
PPT = FileKind("application/vnd.ms-powerpoint", "ppt", also=("pps", "pot"))

KINDS = (PDF, JPEG, PNG, WEBP, HEIC, DOCX, XLSX, PPTX, DOC, XLS, PPT)
INLINE_TYPES = frozenset(kind.media_type for kind in KINDS if kind.inline)
ACCEPT = ",".join(f".{kind.extension}" for kind in KINDS) + ",.jpeg"

ARCHIVE = Other("file_is_archive")
LOCKED = Other("file_locked")
LATE_PDF = Other("pdf_begins_late")
UNKNOWN = Other("file_kind_unknown")

# The main part of a package says what it is, wherever it lies. Macros and templates keep an extension of their own,
# for Word and Excel refuse to open them under another.
_WORD, _EXCEL, _POINT = "application/vnd.ms-word.", "application/vnd.ms-excel.", "application/vnd.ms-powerpoint."
_MAIN_PARTS = {
    f"{DOCX.media_type}.main+xml": DOCX,
    f"{_OPEN_XML}wordprocessingml.template.main+xml": FileKind(DOCX.media_type, "dotx"),
    f"{_WORD}document.macroenabled.main+xml": FileKind(DOCX.media_type, "docm"),
    f"{_WORD}template.macroenabledtemplate.main+xml": FileKind(DOCX.media_type, "dotm"),
    f"{XLSX.media_type}.main+xml": XLSX,
    f"{_OPEN_XML}spreadsheetml.template.main+xml": FileKind(XLSX.media_type, "xltx"),
    f"{_EXCEL}sheet.macroenabled.main+xml": FileKind(XLSX.media_type, "xlsm"),
    f"{_EXCEL}template.macroenabled.main+xml": FileKind(XLSX.media_type, "xltm"),
    f"{PPTX.media_type}.main+xml": PPTX,
    f"{_OPEN_XML}presentationml.slideshow.main+xml": FileKind(PPTX.media_type, "ppsx"),
    f"{_OPEN_XML}presentationml.template.main+xml": FileKind(PPTX.media_type, "potx"),
    f"{_POINT}presentation.macroenabled.main+xml": FileKind(PPTX.media_type, "pptm"),
    f"{_POINT}slideshow.macroenabled.main+xml": FileKind(PPTX.media_type, "ppsm"),
    f"{_POINT}template.macroenabled.main+xml": FileKind(PPTX.media_type, "potm"),
}
MAIN_KINDS = tuple(_MAIN_PARTS.values())
_BINARY_EXCEL = f"{_EXCEL}sheet.binary.macroenabled.main"
_OPEN_DOCUMENTS = ("application/vnd.oasis.opendocument.", "application/vnd.sun.xml.")
_ODF_SAVED_AS = {"spreadsheet": ".xlsx", "calc": ".xlsx", "presentation": ".pptx", "impress": ".pptx"}
# Old Office files are folders of streams, known by the main one; their locks, too, are streams.
_STREAMS = {"WordDocument": DOC, "Workbook": XLS, "Book": XLS, "PowerPoint Document": PPT}
_LOCKS = {"EncryptedPackage", "EncryptionInfo", "EncryptedSummary", "\x06DataSpaces", "\tDRMContent"}
_WORD_SIGNS, _WORD_LOCKED = (0xA5EC, 0xA5DC), 0x0100
_EXCEL_LOCKED, _EXCEL_LOOKED_AT = 0x2F, 512
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_HEIF_BRANDS = {b"mif1", b"msf1", b"mif2"}
_AVIF_BRANDS = {b"avif", b"avis"}
_BLANK = b"\xef\xbb\xbf\xff\xfe\0\t\n\x0b\x0c\r "

_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")
_OTHERS = (
    *((sign, ARCHIVE) for sign in (*_ARCHIVES, b"MSCF", b"\x28\xb5\x2f\xfd", b"LZIP")),
    *((sign, Other("picture_kind_other", ".jpg")) for sign in (b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")),
    (b"\0\0\0\x0cJXL \r\n\x87\n", Other("picture_kind_other", ".jpg")),
    (b"\0\0\0\x0cjP  \r\n\x87\n", Other("picture_kind_other", ".jpg")),
    (b"AT&TFORM", Other("file_kind_other", ".pdf")),
    (b"%!PS", Other("file_kind_other", ".pdf")),
    (b"{\\rtf", Other("file_kind_other", ".docx")),
)


def kind_of(content: BinaryIO) -> FileKind | None:
    """The kind of a file, from its bytes; None where it is none of ours."""
    found = judged(content)
    return found if isinstance(found, FileKind) else None


def judged(content: BinaryIO) -> FileKind | Other:
    """The kind of a file, taken or not; a few kilobytes are read, whatever its size, and its name is never asked."""
    content.seek(0)
    head = content.read(_HEAD)
    try:
        return _by_signs(head) or _by_parts(content, head) or _otherwise(head)
    finally:
        content.seek(0)


def _by_signs(head: bytes) -> FileKind | Other | None:
    """What stands at the very beginning decides: words of another kind further on are mere words."""
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    return _by_brands(head) if head[4:8] == b"ftyp" else None


def _by_brands(head: bytes) -> FileKind | Other:
    """A picture in an MP4 family box: its main brand, or one of those it is compatible with, names the coding."""
    size = min(max(int.from_bytes(head[:4], "big"), 16), len(head))
    brands = {head[8:12], *(head[place : place + 4] for place in range(16, size - 3, 4))}
    if brands & _HEIC_BRANDS:
        return HEIC
    if brands & _AVIF_BRANDS:
        return Other("picture_kind_other", ".jpg")
    return HEIC if brands & _HEIF_BRANDS else UNKNOWN


def _by_parts(content: BinaryIO, head: bytes) -> FileKind | Other | None:
    if head.startswith(b"PK\x03\x04"):
        return _of_package(Package(content), head)
    return _of_folder(content) if head.startswith(ole.SIGN) else None


def _of_package(package: Package, head: bytes) -> FileKind | Other:
    """An Office file has exactly one main part; OpenDocument names itself, whatever else it carries."""
    told = head[38:138] if head[30:38] == b"mimetype" else package.read("mimetype", 200)
    if odf := next((start for start in _OPEN_DOCUMENTS if told.startswith(start.encode())), ""):
        word = told[len(odf) :].partition(b"PK")[0].decode("ascii", "replace").strip().partition("-")[0]
        return Other("file_is_odf", _ODF_SAVED_AS.get(word, ".docx"))
    if {"meta-inf/manifest.xml", "content.xml"} <= package.names.keys():
        return Other("file_is_odf", ".docx")
    types = {kind.casefold() for kind in package.main_types()}
    found = [kind for told, kind in _MAIN_PARTS.items() if told in types]
    # A package of Office carries no `mimetype`: what has one is something else that poses as it.
    if len(found) == 1 and not told:
        return found[0]
    if _BINARY_EXCEL in types and not found:
        return Other("file_kind_other", ".xlsx")
    return Other("file_kind_other", ".pdf") if any(name.endswith(".iwa") for name in package.names) else ARCHIVE


def _of_folder(content: BinaryIO) -> FileKind | Other:
    try:
        folder = ole.Folder(content)
        if folder.streams.keys() & _LOCKS:
            return LOCKED
        found = next((name for name in _STREAMS if name in folder.streams), None)
        if found is None:
            return UNKNOWN
        return LOCKED if _is_locked(folder.beginning(found, _EXCEL_LOOKED_AT), _STREAMS[found]) else _STREAMS[found]
    except (ole.BrokenError, struct.error, OverflowError):
        return UNKNOWN


def _is_locked(start: bytes, kind: FileKind) -> bool:
    """Does the first of an old Word or Excel file say that the rest is under a password?"""
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


def _otherwise(head: bytes) -> Other:
    found = next((other for sign, other in _OTHERS if head.startswith(sign)), None)
    if found:
        return found
    if head[257:262] == b"ustar":
        return ARCHIVE
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return Other("picture_kind_other", ".jpg")
    start = head[:1024].lstrip(_BLANK)
    if start.startswith(b"%PDF-"):
        return LATE_PDF
    return _written_out(start)


def _written_out(start: bytes) -> Other:
    """Office files written as text: Excel's and Word's XML, flat OpenDocument."""
    if not start.startswith(b"<"):
        return UNKNOWN
    if b"urn:oasis:names:tc:opendocument" in start:
        return Other("file_is_odf", ".docx")
    if b"Excel.Sheet" in start or b"urn:schemas-microsoft-com:office:excel" in start:
        return Other("file_kind_other", ".xlsx")
    if b"Word.Document" in start or b"urn:schemas-microsoft-com:office:word" in start:
        return Other("file_kind_other", ".docx")
    return UNKNOWN
