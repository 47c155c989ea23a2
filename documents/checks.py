"""What an upload really is, judged by its content and never by its name; a closed list of kinds."""

import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import olefile
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from kernel.problems import Problem

_HEAD = 4096
_WINDOWS_SIGNS = frozenset('\\/:*?"<>|')


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file the portal takes: its media type, its usual extension, whether a browser may show it in place."""

    media_type: str
    extension: str
    inline: bool = False


PDF = FileKind("application/pdf", "pdf", inline=True)
JPEG = FileKind("image/jpeg", "jpg", inline=True)
PNG = FileKind("image/png", "png", inline=True)
WEBP = FileKind("image/webp", "webp", inline=True)
HEIC = FileKind("image/heic", "heic")
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
DOCX = FileKind(f"{_OPEN_XML}wordprocessingml.document", "docx")
XLSX = FileKind(f"{_OPEN_XML}spreadsheetml.sheet", "xlsx")
PPTX = FileKind(f"{_OPEN_XML}presentationml.presentation", "pptx")
DOC = FileKind("application/msword", "doc")
XLS = FileKind("application/vnd.ms-excel", "xls")
PPT = FileKind("application/vnd.ms-powerpoint", "ppt")

KINDS = (PDF, JPEG, PNG, WEBP, HEIC, DOCX, XLSX, PPTX, DOC, XLS, PPT)
INLINE_TYPES = frozenset(kind.media_type for kind in KINDS if kind.inline)
ACCEPT = ",".join(f".{kind.extension}" for kind in KINDS) + ",.jpeg"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1")
_ARCHIVES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\0",
    b"MSCF",
)
_OPEN_XML_MAIN = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
# Old Office files are folders of streams, known by the main one.
_OLE_STREAMS = (("WordDocument", DOC), ("Workbook", XLS), ("Book", XLS), ("PowerPoint Document", PPT))


def upload_problems(upload: UploadedFile) -> Iterator[Problem]:
    """Every reason why an upload cannot be kept: empty, too large, an archive, or of no known kind."""
    name = clean_name(upload.name)
    if found := list(size_problems(name, upload.size)):
        yield from found
    elif kind_of(upload) is None:
        yield Problem("file_is_archive" if is_archive(upload) else "file_kind_unknown", where=name)


def size_problems(name: str, size: int | None) -> Iterator[Problem]:
    """What can be said of a file before its first byte has come: it is empty, or too large."""
    if not size:
        yield Problem("file_empty", where=name)
    elif size > settings.UPLOAD_MAX_BYTES:
        yield Problem("file_too_large", where=name, params={"most": settings.UPLOAD_MAX_BYTES // 2**20})


def kind_of(upload: UploadedFile) -> FileKind | None:
    """The kind of an upload, from its bytes; None where it is none of ours."""
    upload.seek(0)
    head = upload.read(_HEAD)
    upload.seek(0)
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return HEIC
    if head.startswith(b"PK\x03\x04"):
        return _open_xml_kind(upload)
    return _ole_kind(upload) if head.startswith(_OLE) else None


def _open_xml_kind(upload: UploadedFile) -> FileKind | None:
    names = _members(upload)
    return next((kind for member, kind in _OPEN_XML_MAIN.items() if member in names), None)


def _ole_kind(upload: UploadedFile) -> FileKind | None:
    """By the names of its streams; only the file's own directory is read."""
    upload.seek(0)
    try:
        with olefile.OleFileIO(upload.file if hasattr(upload, "file") else upload) as document:
            streams = {entry[-1] for entry in document.listdir()}
    except (OSError, ValueError, IndexError, TypeError, AttributeError):
        return None
    finally:
        upload.seek(0)
    return next((kind for stream, kind in _OLE_STREAMS if stream in streams), None)


def is_archive(upload: UploadedFile) -> bool:
    """Is it a packet of files, of whatever make?"""
    upload.seek(0)
    head = upload.read(512)
    upload.seek(0)
    return head.startswith(_ARCHIVES) or head[257:262] == b"ustar"


def _members(upload: UploadedFile) -> set[str]:
    try:
        with zipfile.ZipFile(upload) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return set()
    finally:
        upload.seek(0)


def clean_name(name: str | None, *, most: int = 150) -> str:
    """A file's name that is safe to show and to save under: no folders, no control characters, not too long."""
    plain = unicodedata.normalize("NFC", str(name or "")).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(letter for letter in plain if unicodedata.category(letter)[0] != "C").strip(" .")
    stem, dot, extension = plain.rpartition(".")
    if len(plain) > most and dot and len(extension) <= 10:
        plain = f"{stem[: most - 1 - len(extension)].rstrip(' .')}.{extension}"
    return plain[:most].rstrip(" .") or "tep"


def archive_name(text: str, *, most: int = 120) -> str:
    """`text` as a name inside an archive, which any system can unpack: no separators, none of Windows' own signs."""
    spaced = "".join(" " if letter in _WINDOWS_SIGNS else letter for letter in text)
    return clean_name(" ".join(spaced.split()), most=most)
