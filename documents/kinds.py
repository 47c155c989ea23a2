"""The kind of a file by its content only: the closed list of accepted kinds, and known kinds that are refused.

The first bytes are checked here; anything that must be unpacked is read in the sandbox.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from documents.sandbox.reading import Reader, UnreadableError, read

if TYPE_CHECKING:
    from kernel.fields import BinaryFile

_HEAD = 4096
_READER = Reader("kind", "documents.readers.kinds:detect", seconds=3, megabytes=100)


@dataclass(frozen=True, slots=True)
class FileKind:
    """An accepted kind of file: its media type, its usual extension, whether a browser may show it inline.

    `also` are other valid extensions.
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
    """A known kind that is refused: the code of its problem, and the extension to save it as instead."""

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

# The main part of a package determines its kind, wherever it is. Macros and templates keep their own extension,
# because Word and Excel refuse to open them under another.
_WORD, _EXCEL, _POINT = "application/vnd.ms-word.", "application/vnd.ms-excel.", "application/vnd.ms-powerpoint."
MAIN_PARTS = {
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
MAIN_KINDS = tuple(MAIN_PARTS.values())
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_HEIF_BRANDS = {b"mif1", b"msf1", b"mif2"}
_AVIF_BRANDS = {b"avif", b"avis"}
_BLANK = b"\xef\xbb\xbf\xff\xfe\0\t\n\x0b\x0c\r "

PACKAGE_SIGN, FOLDER_SIGN = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = (PACKAGE_SIGN, b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")
_OTHERS = (
    *((sign, ARCHIVE) for sign in (*_ARCHIVES, b"MSCF", b"\x28\xb5\x2f\xfd", b"LZIP")),
    *((sign, Other("picture_kind_other", ".jpg")) for sign in (b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")),
    (b"\0\0\0\x0cJXL \r\n\x87\n", Other("picture_kind_other", ".jpg")),
    (b"\0\0\0\x0cjP  \r\n\x87\n", Other("picture_kind_other", ".jpg")),
    (b"AT&TFORM", Other("file_kind_other", ".pdf")),
    (b"%!PS", Other("file_kind_other", ".pdf")),
    (b"{\\rtf", Other("file_kind_other", ".docx")),
)


def plain(kind: FileKind) -> list[str]:
    """A kind as a reader names it."""
    return [kind.media_type, kind.extension]


def kind_of(content: "BinaryFile") -> FileKind | None:
    """The kind of a file from its bytes; None where it is not an accepted one."""
    kind = judged(content)
    return kind if isinstance(kind, FileKind) else None


def judged(content: "BinaryFile") -> FileKind | Other:
    """The kind of a file, accepted or not; reads a few kilobytes, whatever its size, and ignores its name."""
    content.seek(0)
    head = content.read(_HEAD)
    try:
        return _by_signs(head) or _by_parts(content, head) or _otherwise(head)
    finally:
        content.seek(0)


def _by_signs(head: bytes) -> FileKind | Other | None:
    """Signatures at the very beginning decide: the same bytes further on mean nothing."""
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
    """A picture in an MP4-family container: its main or a compatible brand names the codec."""
    size = min(max(int.from_bytes(head[:4], "big"), 16), len(head))
    brands = {head[8:12], *(head[place : place + 4] for place in range(16, size - 3, 4))}
    if brands & _HEIC_BRANDS:
        return HEIC
    if brands & _AVIF_BRANDS:
        return Other("picture_kind_other", ".jpg")
    return HEIC if brands & _HEIF_BRANDS else UNKNOWN


def _by_parts(content: "BinaryFile", head: bytes) -> FileKind | Other | None:
    """Packages and compound files of Office are read in the sandbox (`documents.readers.kinds`)."""
    if not head.startswith((PACKAGE_SIGN, FOLDER_SIGN)):
        return None
    try:
        result = read(_READER, content, package=head.startswith(PACKAGE_SIGN))
    except UnreadableError:
        return ARCHIVE if head.startswith(PACKAGE_SIGN) else UNKNOWN
    if "code" in result:
        return Other(result["code"], result["save_as"])
    return next((kind for kind in (*KINDS, *MAIN_KINDS) if plain(kind) == result["kind"]), UNKNOWN)


def _otherwise(head: bytes) -> Other:
    kind = next((other for sign, other in _OTHERS if head.startswith(sign)), None)
    if kind:
        return kind
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
