"""Whether an upload can be stored, and file names that are safe to show, to save under and to pack."""

import unicodedata
from collections.abc import Iterator

from django.conf import settings
from django.core.files.base import File

from documents.kinds import KINDS, MAIN_KINDS, FileKind, Other, judged
from kernel.problems import Problem
from kernel.text import clean_line

_WINDOWS_SIGNS = frozenset('\\/:*?"<>|')
# Names that Windows reserves, whatever extension follows.
_RESERVED = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"}
_RESERVED |= {f"{port}{number}" for port in ("COM", "LPT") for number in (*"0123456789", *"¹²³")}
# Equivalent media types: with or without macros, template or not.
_EXTENSIONS: dict[str, set[str]] = {}
for _kind in (*KINDS, *MAIN_KINDS):
    _EXTENSIONS.setdefault(_kind.media_type, set()).update(_kind.extensions)
_OURS = frozenset().union(*_EXTENSIONS.values())


def upload_problems(upload: File) -> Iterator[Problem]:
    """Every reason why an upload cannot be stored: empty, too large, an archive, encrypted, or unsupported."""
    name = clean_name(upload.name)
    if problems := list(size_problems(name, upload.size)):
        yield from problems
    elif isinstance(kind := judged(upload), Other):
        yield Problem(kind.code, where=name, params={"save_as": kind.save_as} if kind.save_as else {})


def size_problems(name: str, size: int | None) -> Iterator[Problem]:
    """The problems known before the first byte has arrived: empty, or too large."""
    if not size:
        yield Problem("file_empty", where=name)
    elif size > settings.UPLOAD_MAX_BYTES:
        yield Problem("file_too_large", where=name, params={"limit": settings.UPLOAD_MAX_BYTES // 2**20})


def clean_name(name: str | None, *, max_length: int = 150) -> str:
    """A file name that is safe to show and to save under: no folders, no control characters, limited length."""
    plain = clean_line(str(name or "")).replace("\\", "/").rsplit("/", 1)[-1]
    # Once more on one line: spaces on both sides of a letter that goes become one.
    plain = clean_line("".join(letter for letter in plain if unicodedata.category(letter)[0] != "C")).strip(" .")
    stem, dot, extension = plain.rpartition(".")
    if len(plain) > max_length and dot and len(extension) <= 10:
        plain = f"{stem[: max_length - 1 - len(extension)].rstrip(' .')}.{extension}"
    return plain[:max_length].rstrip(" .") or "tep"


def name_of_kind(name: str, kind: FileKind) -> str:
    """`name` with an extension of its kind, so that the name never contradicts the content."""
    return _with_extension(name, kind.extension, kind.extensions)


def given_name(name: str, media_type: str) -> str:
    """The download name of a stored file: with an extension of its media type."""
    kind = next((kind for kind in KINDS if kind.media_type == media_type), None)
    return name if kind is None else _with_extension(name, kind.extension, _EXTENSIONS[media_type])


def _with_extension(name, extension, as_good) -> str:
    """A known wrong extension is removed; any other ending is part of the name ("so 12.2026")."""
    stem, dot, given = name.rpartition(".")
    if dot and given.lower() in as_good:
        return name
    return clean_name(f"{stem if dot and stem and given.lower() in _OURS else name}.{extension}")


def archive_name(text: str, *, max_length: int = 100, max_bytes: int = 200) -> str:
    """`text` as a name inside an archive that every system can unpack: no separators, no signs or names reserved by
    Windows, and limited numbers of characters and bytes; its extension stays."""
    spaced = "".join(" " if letter in _WINDOWS_SIGNS else letter for letter in text)
    name = clean_name(" ".join(spaced.split()), max_length=max_length)
    if name.partition(".")[0].rstrip(" ").upper() in _RESERVED:
        name = clean_name(f"_{name}", max_length=max_length)
    while len(name.encode()) > max_bytes:
        name = clean_name(name, max_length=len(name) - 1)
    return name
