"""The first look into a content, before any other reader's: does it keep the bounds, and what does it carry?"""

import contextlib
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

import olefile
import pikepdf

from documents.content_flags import DAMAGED, EMBEDDED, HIDDEN_ARCHIVE, LAUNCH, LOCKED, MACROS, SCRIPT, XFA
from documents.readers import NotReadError, limits

_MOST_TYPES = 1_000_000
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OLE = ("application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint")
_MACRO_STORES = {"macros", "_vba_project_cur", "vba", "_vba_project"}


def inspect(content: BinaryIO, output: BinaryIO, *, media_type: str) -> dict:
    """Tell the codes of what the file carries, and why nobody is to read it: "" where it keeps the bounds."""
    found: set[str] = set()
    refused = ""
    for look in _looks(media_type):
        content.seek(0)
        try:
            found |= look(content)
        except NotReadError as beyond:
            refused = beyond.why
            break
        except pikepdf.PasswordError:
            found.add(LOCKED)
        except MemoryError:
            raise
        except Exception:
            found.add(DAMAGED)
    return {"hazards": sorted(found), "refused": refused}


def hazards_of(content: BinaryIO, media_type: str) -> list[str]:
    """The codes of what the file carries, in a fixed order."""
    return inspect(content, content, media_type=media_type)["hazards"]


def _looks(media_type: str) -> Iterator:
    """One after another; that one of them fails does not take away what the others found."""
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
    """An archive behind a picture or a paper: one file that is two."""
    return {HIDDEN_ARCHIVE} if zipfile.is_zipfile(content) else set()


def _in_open_xml(content: BinaryIO) -> set[str]:
    limits.limit_members(content)
    told = b""
    with zipfile.ZipFile(content) as package:
        names = {name.lower() for name in package.namelist()}
        with contextlib.suppress(KeyError), package.open("[Content_Types].xml") as types:
            told = types.read(_MOST_TYPES).lower()
    has_project = any(name.endswith("vbaproject.bin") for name in names)
    return {MACROS} if has_project or b"macroenabled" in told or b"vbaproject" in told else set()


def _in_ole(content: BinaryIO) -> set[str]:
    with olefile.OleFileIO(content) as document:
        entries = document.listdir(streams=True, storages=True)
    parts = {part.lower() for entry in entries for part in entry}
    found = {MACROS} if parts & _MACRO_STORES else set()
    return found | ({LOCKED} if "encryptedpackage" in parts else set())


def _in_pdf(content: BinaryIO) -> set[str]:
    limits.limit_objects(content)
    limits.limit_packed_objects(content)
    content.seek(0)
    with pikepdf.open(content, suppress_warnings=True) as document:
        limits.limit_pages(document)
        return _in_objects(document)


def _in_objects(document: pikepdf.Pdf) -> set[str]:
    """Every object of the file, also those that no page leads to."""
    found: set[str] = set()
    for thing in document.objects:
        if found >= {SCRIPT, LAUNCH, EMBEDDED, XFA}:
            break
        _in_thing(thing, found, depth=0)
    return found


def _in_thing(thing, found: set[str], depth: int) -> None:
    """Dictionaries written inside one another are followed too; what is referred to comes as an object of its own."""
    if depth > 20:
        return
    if isinstance(thing, pikepdf.Array):
        for part in thing:
            _in_part(part, found, depth)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        for key in thing.keys():  # noqa: SIM118 (a stream is no mapping)
            _in_key(key, found)
            _in_part(thing.get(key), found, depth)


def _in_part(part, found: set[str], depth: int) -> None:
    if isinstance(part, pikepdf.Name):
        _in_name(str(part), found)
    elif isinstance(part, pikepdf.Object) and not part.is_indirect:
        _in_thing(part, found, depth + 1)


def _in_key(key: str, found: set[str]) -> None:
    if key in ("/JS", "/JavaScript"):
        found.add(SCRIPT)
    elif key in ("/EmbeddedFiles", "/EF"):
        found.add(EMBEDDED)
    elif key == "/XFA":
        found.add(XFA)


def _in_name(name: str, found: set[str]) -> None:
    if name == "/JavaScript":
        found.add(SCRIPT)
    elif name == "/Launch":
        found.add(LAUNCH)
    elif name == "/EmbeddedFile":
        found.add(EMBEDDED)
