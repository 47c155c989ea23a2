"""What a file carries that its readers should know: macros, and what a PDF would do by itself. Hints, no verdicts."""

import zipfile
from typing import BinaryIO

import olefile
import pikepdf

MACROS = "macros"
SCRIPT = "pdf_script"
LAUNCH = "pdf_launch"
EMBEDDED = "pdf_embedded"
LOCKED = "locked"
DAMAGED = "damaged"
HIDDEN_ARCHIVE = "hidden_archive"

# A PDF of more objects than this is looked into so far and no further.
MOST_OBJECTS = 200_000
_MOST_TYPES = 1_000_000
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OLE = ("application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint")
_MACRO_STORES = {"macros", "_vba_project_cur", "vba", "_vba_project"}


def hazards_of(content: BinaryIO, media_type: str) -> list[str]:
    """The codes of what the file carries, in a fixed order; read piece by piece, within bounds."""
    content.seek(0)
    if media_type == "application/pdf":
        found = _in_pdf(content) | _in_tail(content)
    elif media_type.startswith(_OPEN_XML):
        found = _in_open_xml(content)
    elif media_type in _OLE:
        found = _in_ole(content)
    else:
        found = _in_tail(content)
    return sorted(found)


def _in_tail(content: BinaryIO) -> set[str]:
    """An archive behind a picture or a paper: one file that is two."""
    content.seek(0)
    return {HIDDEN_ARCHIVE} if zipfile.is_zipfile(content) else set()


def _in_open_xml(content: BinaryIO) -> set[str]:
    try:
        with zipfile.ZipFile(content) as package:
            names = {name.lower() for name in package.namelist()}
            with package.open("[Content_Types].xml") as types:
                told = types.read(_MOST_TYPES).lower()
    except KeyError:
        told = b""
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError, EOFError):
        return {DAMAGED}
    has_project = any(name.endswith("vbaproject.bin") for name in names)
    return {MACROS} if has_project or b"macroenabled" in told or b"vbaproject" in told else set()


def _in_ole(content: BinaryIO) -> set[str]:
    try:
        with olefile.OleFileIO(content) as document:
            entries = document.listdir(streams=True, storages=True)
    except (OSError, ValueError, IndexError, TypeError, AttributeError, RecursionError):
        return {DAMAGED}
    parts = {part.lower() for entry in entries for part in entry}
    found = {MACROS} if parts & _MACRO_STORES else set()
    return found | ({LOCKED} if "encryptedpackage" in parts else set())


def _in_pdf(content: BinaryIO) -> set[str]:
    try:
        with pikepdf.open(content, suppress_warnings=True) as document:
            return _in_objects(document)
    except pikepdf.PasswordError:
        return {LOCKED}
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError):
        return {DAMAGED}


def _in_objects(document: pikepdf.Pdf) -> set[str]:
    """Every object of the file, also those that no page leads to."""
    found: set[str] = set()
    for number, thing in enumerate(document.objects):
        if number >= MOST_OBJECTS or found >= {SCRIPT, LAUNCH, EMBEDDED}:
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


def _in_name(name: str, found: set[str]) -> None:
    if name == "/JavaScript":
        found.add(SCRIPT)
    elif name == "/Launch":
        found.add(LAUNCH)
    elif name == "/EmbeddedFile":
        found.add(EMBEDDED)
