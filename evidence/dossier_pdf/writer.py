"""Write a PDF from front to back: written bytes never move, so that an interrupted build can continue.

Pages are added by copying their objects byte for byte under new numbers (`evidence.readers.copying`). The page
dictionaries, which are small, are written last: only then is their position known.
"""

import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

# Numbers of the objects that every page refers to; they are written last.
CATALOG, PAGES, SAVE_STATE, STAMP_FONT = 1, 2, 3, 4
_RESERVED = 4
_BLOCK = 2**20
_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
STAMP_NAME = "/FgStamp"
STAMP_FONT_MARK = "/FriendlyGovStampFont"


@dataclass(slots=True)
class PdfPage:
    """A page before it is written: its dictionary without its position, and how it is displayed.

    `box` is its visible area before rotation by `rotate`; `links` point to keys of the PDF's own contents.
    """

    number: int
    stamp: int
    says: str
    contents: list[int]
    box: tuple[float, float, float, float]
    rotate: int = 0
    notes: list[str] = field(default_factory=list)
    links: list[tuple[str, list[float]]] = field(default_factory=list)

    def plain(self) -> dict:
        return asdict(self)


class Objects:
    """Objects written one after another to a file, with their offsets; the first has the number after `before`."""

    def __init__(self, file: BinaryIO, *, before: int = 0, offsets: Iterable[int] = (), end: int = 0):
        self._file, self._before = file, before
        self.offsets, self.end = list(offsets), end

    def reserve(self) -> int:
        """Reserve the number of an object that is written later."""
        self.offsets.append(0)
        return self._before + len(self.offsets)

    def put(self, number: int, body: bytes) -> None:
        self.offsets[number - 1 - self._before] = self.end
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def put_stream(self, number: int, says: bytes, content: bytes) -> None:
        """Write a stream; `says` is the content of its dictionary without its length."""
        self.offsets[number - 1 - self._before] = self.end
        self._write(b"%d 0 obj\n<< %s /Length %d >>\nstream\n" % (number, says, len(content)))
        self._write(content)
        self._write(b"\nendstream\nendobj\n")

    def add(self, body: bytes) -> int:
        number = self.reserve()
        self.put(number, body)
        return number

    def add_stream(self, says: bytes, content: bytes) -> int:
        number = self.reserve()
        self.put_stream(number, says, content)
        return number

    def _write(self, content: bytes) -> None:
        self._file.write(content)
        self.end += len(content)


class Fragment(Objects):
    """Objects that a sandboxed reader makes of one file, to be appended: see `PdfFile.append`."""

    def __init__(self, file: BinaryIO, *, before: int):
        super().__init__(file, before=before)
        # No object has offset 0, so 0 means "not written".
        self._write(b"\n")


class PdfFile(Objects):
    """The growing PDF; `sum` is the checksum of what is written."""

    def __init__(self, path: Path, *, offsets: Iterable[int] = (), end: int = 0):
        file = path.open("r+b" if end else "wb")
        file.seek(end)
        file.truncate()
        super().__init__(file, offsets=list(offsets) or [0] * _RESERVED, end=end)
        self.sum = 0
        if not end:
            self._write(_HEAD)

    @property
    def count(self) -> int:
        """The number of objects, written or reserved."""
        return len(self.offsets)

    def append(self, fragment: BinaryIO, offsets: Iterable[int]) -> None:
        """Append the objects of a `Fragment`, which are already numbered to follow."""
        start = self.end
        self.offsets.extend(start + place if place else 0 for place in offsets)
        while block := fragment.read(_BLOCK):
            self._write(block)

    def _write(self, content: bytes) -> None:
        super()._write(content)
        self.sum = zlib.crc32(content, self.sum)

    def flush(self) -> None:
        self._file.flush()

    def finish(self, info: bytes, identifier: str) -> None:
        """Write the cross-reference table, and close the file."""
        start, count = self.end, len(self.offsets) + 1
        rows = [b"0000000000 65535 f \n"]
        rows += [b"%010d 00000 n \n" % place if place else b"0000000000 65535 f \n" for place in self.offsets]
        self._write(b"xref\n0 %d\n" % count + b"".join(rows))
        identity = identifier[:32].encode()
        trailer = b"<< /Size %d /Root %d 0 R /Info %s /ID [<%s> <%s>] >>" % (count, CATALOG, info, identity, identity)
        self._write(b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (trailer, start))
        self.close()

    def close(self) -> None:
        self._file.close()
