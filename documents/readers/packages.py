"""The kind of an office ZIP, read within strict limits, because the portal's own process may run this."""

import struct
import zipfile
from typing import BinaryIO

from defusedxml import ElementTree as Xml

# The directory and the content types are at most this large in honest documents.
MAX_DIRECTORY = 2**20
MAX_TYPES = 2**20
_END, _LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x07"
_END_SIZE, _LOCATOR_SIZE, _MAX_COMMENT = 22, 20, 2**16
_TYPES = "[content_types].xml"
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Package:
    """The names in a ZIP, and the content of its short parts; empty where it is no ZIP, or too large.

    Raises nothing: invalid bytes give an empty result.
    """

    def __init__(self, content: BinaryIO):
        self._archive = _opened(content)
        listed = self._archive.infolist() if self._archive else []
        self.names = {info.filename.replace("\\", "/").casefold(): info for info in listed}

    def read(self, name: str, limit: int) -> bytes:
        """A part by its lower-case name; empty where it is missing, larger than `limit`, or unreadable."""
        info = self.names.get(name)
        if self._archive is None or info is None or info.compress_type not in _PLAIN or info.file_size > limit:
            return b""
        try:
            with self._archive.open(info) as part:
                return part.read(limit)
        except Exception:
            return b""

    def main_types(self) -> set[str]:
        """The content types that `[Content_Types].xml` gives for existing parts, by override or by extension."""
        body = self.read(_TYPES, MAX_TYPES)
        if not body:
            return set()
        try:
            rows = list(Xml.fromstring(body, forbid_dtd=True))
        except Exception:
            return set()
        parts = {row.get("PartName", "").lstrip("/").casefold(): row.get("ContentType", "") for row in rows}
        endings = {row.get("Extension", "").casefold(): row.get("ContentType", "") for row in rows}
        kinds = {kind for name, kind in parts.items() if name in self.names}
        return kinds | {endings.get(name.rpartition(".")[2], "") for name in self.names if name not in parts}


def _opened(content: BinaryIO) -> zipfile.ZipFile | None:
    if not _has_small_directory(content):
        return None
    try:
        return zipfile.ZipFile(content)
    except Exception:
        return None


def _has_small_directory(content: BinaryIO) -> bool:
    """True where the directory, by the ZIP's end record, is small enough to be read here."""
    size = content.seek(0, 2)
    content.seek(max(size - _MAX_COMMENT - _END_SIZE, 0))
    tail = content.read(_MAX_COMMENT + _END_SIZE)
    place = tail.rfind(_END)
    if place < 0 or place + _END_SIZE > len(tail):
        return False
    if tail[max(place - _LOCATOR_SIZE, 0) :].startswith(_LOCATOR_64):
        return False
    (weight,) = struct.unpack_from("<I", tail, place + 12)
    return weight <= MAX_DIRECTORY
