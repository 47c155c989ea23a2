"""The first inspection of a content, before any other reader: does it keep the limits, and does it carry warnings?"""

import contextlib
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

import olefile
import pikepdf

from documents.content_flags import DAMAGED, EMBEDDED, HIDDEN_ARCHIVE, LAUNCH, LOCKED, MACROS, SCRIPT, XFA
from documents.readers import NotReadError, limits

_MAX_TYPES = 1_000_000
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OLE = ("application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint")
_MACRO_STORES = {"macros", "_vba_project_cur", "vba", "_vba_project"}


def inspect(content: BinaryIO, output: BinaryIO, *, media_type: str) -> dict:
    """Report the codes of the content's warnings, and why no reader may read it: "" where it keeps the limits."""
    flags: set[str] = set()
    refused = ""
    for look in _checks_of(media_type):
        content.seek(0)
        try:
            flags |= look(content)
        except NotReadError as beyond:
            refused = beyond.why
            break
        except pikepdf.PasswordError:
            flags.add(LOCKED)
        except MemoryError:
            raise
        except Exception:
            flags.add(DAMAGED)
    return {"content_flags": sorted(flags), "refused": refused}


def content_flags_of(content: BinaryIO, media_type: str) -> list[str]:
    """The codes of the content's warnings, in a fixed order."""
    return inspect(content, content, media_type=media_type)["content_flags"]


def _checks_of(media_type: str) -> Iterator:
    """One check after another; a failing one does not discard the results of the others."""
    if media_type == "application/pdf":
        yield from (_in_pdf, _in_tail)
    elif media_type.startswith(_OPEN_XML):
        yield _in_open_xml
    elif media_type in _OLE:
        yield _in_ole
    elif media_type.startswith("image/"):
        yield from (_in_picture, _in_tail)
    else:
        yield _in_tail


def _in_picture(content: BinaryIO) -> set[str]:
    limits.limit_picture(content)
    return set()


def _in_tail(content: BinaryIO) -> set[str]:
    """An archive appended to a picture or a paper: one file that is two."""
    return {HIDDEN_ARCHIVE} if zipfile.is_zipfile(content) else set()


def _in_open_xml(content: BinaryIO) -> set[str]:
    limits.limit_members(content)
    declared = b""
    with zipfile.ZipFile(content) as package:
        names = {name.lower() for name in package.namelist()}
        with contextlib.suppress(KeyError), package.open("[Content_Types].xml") as types:
            declared = types.read(_MAX_TYPES).lower()
    has_project = any(name.endswith("vbaproject.bin") for name in names)
    return {MACROS} if has_project or b"macroenabled" in declared or b"vbaproject" in declared else set()


def _in_ole(content: BinaryIO) -> set[str]:
    with olefile.OleFileIO(content) as document:
        entries = document.listdir(streams=True, storages=True)
    parts = {part.lower() for entry in entries for part in entry}
    flags = {MACROS} if parts & _MACRO_STORES else set()
    return flags | ({LOCKED} if "encryptedpackage" in parts else set())


def _in_pdf(content: BinaryIO) -> set[str]:
    limits.limit_objects(content)
    limits.limit_packed_objects(content)
    content.seek(0)
    with pikepdf.open(content, suppress_warnings=True) as document:
        limits.limit_pages(document)
        return _in_objects(document)


def _in_objects(document: pikepdf.Pdf) -> set[str]:
    """Every object of the file, including those that no page refers to."""
    flags: set[str] = set()
    for container in document.objects:
        if flags >= {SCRIPT, LAUNCH, EMBEDDED, XFA}:
            break
        _in_container(container, flags, depth=0)
    return flags


def _in_container(container, flags: set[str], depth: int) -> None:
    """Nested dictionaries are followed too; referenced ones are visited as objects of their own."""
    if depth > 20:
        return
    if isinstance(container, pikepdf.Array):
        for part in container:
            _in_part(part, flags, depth)
    elif isinstance(container, (pikepdf.Dictionary, pikepdf.Stream)):
        for key in container.keys():  # noqa: SIM118 (a stream is no mapping)
            _in_key(key, flags)
            _in_part(container.get(key), flags, depth)


def _in_part(part, flags: set[str], depth: int) -> None:
    if isinstance(part, pikepdf.Name):
        _in_name(str(part), flags)
    elif isinstance(part, pikepdf.Object) and not part.is_indirect:
        _in_container(part, flags, depth + 1)


def _in_key(key: str, flags: set[str]) -> None:
    if key in ("/JS", "/JavaScript"):
        flags.add(SCRIPT)
    elif key in ("/EmbeddedFiles", "/EF"):
        flags.add(EMBEDDED)
    elif key == "/XFA":
        flags.add(XFA)


def _in_name(name: str, flags: set[str]) -> None:
    if name == "/JavaScript":
        flags.add(SCRIPT)
    elif name == "/Launch":
        flags.add(LAUNCH)
    elif name == "/EmbeddedFile":
        flags.add(EMBEDDED)
