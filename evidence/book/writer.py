"""A PDF written from front to back: what has been written stays where it is, so that work broken off goes on.

Pages are bound by copying their objects byte for byte under new numbers; of a source no more than one object is in
memory at a time. The pages themselves, small dictionaries, are written last: only then is their place known.
"""

import re
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pikepdf

# The numbers of the objects that every page refers to; they are written last.
CATALOG, PAGES, SAVE_STATE, STAMP_FONT = 1, 2, 3, 4
_RESERVED = 4
_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
# As qpdf writes objects: strings and names are passed over, references get their new numbers.
_TOKENS = re.compile(
    rb"\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f]*>|/[^\x00\t\n\f\r ()<>\[\]{}/%]*|\b(\d+) (\d+) R\b", re.DOTALL
)
STAMP_FONT_MARK = pikepdf.Name("/FriendlyGovStampFont")
_MARK = b"/FriendlyGovStampFont"


@dataclass(slots=True)
class Leaf:
    """A page of the book before it is written: what its dictionary says but for its place, and who sees it how.

    `box` is what is seen of it, before it is turned by `rotate`; `links` lead to keys of the book's own contents.
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


class BookFile:
    """The growing file: objects are put behind one another, their places remembered for the table at its end."""

    def __init__(self, path: Path, *, offsets: Iterable[int] = (), end: int = 0):
        self.offsets = list(offsets) or [0] * _RESERVED
        self._file = path.open("r+b" if end else "wb")
        self._file.seek(end)
        self._file.truncate()
        self.end, self.sum = end, 0
        if not end:
            self._write(_HEAD)

    def reserve(self) -> int:
        """The number of an object that will be put later."""
        self.offsets.append(0)
        return len(self.offsets)

    def put(self, number: int, body: bytes) -> None:
        self.offsets[number - 1] = self.end
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def put_stream(self, number: int, says: bytes, content: bytes) -> None:
        """A stream; `says` is the inside of its dictionary without its length."""
        self.offsets[number - 1] = self.end
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

    def mark(self) -> tuple[int, int, int]:
        return self.end, len(self.offsets), self.sum

    def back_to(self, mark: tuple[int, int, int]) -> None:
        """Forget what was put since."""
        self.end, count, self.sum = mark
        del self.offsets[count:]
        self._file.seek(self.end)
        self._file.truncate()

    def flush(self) -> None:
        self._file.flush()

    def finish(self, info: bytes, identifier: str) -> None:
        """Write the table of all objects, and close the file."""
        start, count = self.end, len(self.offsets) + 1
        rows = [b"0000000000 65535 f \n"]
        rows += [b"%010d 00000 n \n" % place if place else b"0000000000 65535 f \n" for place in self.offsets]
        self._write(b"xref\n0 %d\n" % count + b"".join(rows))
        told = identifier[:32].encode()
        trailer = b"<< /Size %d /Root %d 0 R /Info %s /ID [<%s> <%s>] >>" % (count, CATALOG, info, told, told)
        self._write(b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (trailer, start))
        self.close()

    def close(self) -> None:
        self._file.close()

    def _write(self, content: bytes) -> None:
        self._file.write(content)
        self.end += len(content)
        self.sum = zlib.crc32(content, self.sum)


class TooManyObjectsError(ValueError):
    """A source holds more objects than any paper needs."""


class Copier:
    """Copies objects of one open PDF into the book, each once, with all that they refer to but pages."""

    MOST = 500_000
    _KEPT_OUT = ("/Page", "/Pages", "/Catalog", "/Filespec", "/EmbeddedFile", "/Action")
    _ACTS = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition")
    # Streams may lie in other files; notes for other programs may hold whole files.
    _DROPPED = ("/F", "/FFilter", "/FDecodeParms", "/Length", "/AF", "/PieceInfo", "/Metadata", "/OPI")

    def __init__(self, book: BookFile, source: pikepdf.Pdf):
        self._book, self._source = book, source
        self._numbers: dict[tuple[int, int], int] = {}
        self._waiting: list[tuple[int, int]] = []

    def number_of(self, objgen: tuple[int, int]) -> int:
        """The number that an object of the source has in the book; it is copied with the next `drain`."""
        number = self._numbers.get(objgen)
        if number is None:
            if len(self._numbers) >= self.MOST:
                raise TooManyObjectsError
            number = self._numbers[objgen] = self._book.reserve()
            self._waiting.append(objgen)
        return number

    def text(self, thing: pikepdf.Object) -> bytes:
        """The object as the book writes it, references under their new numbers."""
        if thing.is_indirect:
            return b"%d 0 R" % self.number_of(thing.objgen)
        return self._renumbered(thing.unparse())

    def copy_as(self, number: int, thing: pikepdf.Object) -> None:
        """Copy an object of the source under a number that was kept for it, with all that it refers to."""
        self._numbers[thing.objgen] = number
        self._waiting.append(thing.objgen)
        self.drain()

    def drain(self) -> None:
        """Write all that was referred to and has not been written."""
        while self._waiting:
            objgen = self._waiting.pop()
            self._copy(self._numbers[objgen], self._source.get_object(objgen))

    def _copy(self, number: int, thing: pikepdf.Object) -> None:
        if isinstance(thing, pikepdf.Stream):
            content, says = thing.read_raw_bytes(), thing.stream_dict
            if str(says.get("/Type", "")) in self._KEPT_OUT:
                self._book.put(number, b"null")
                return
            for key in self._DROPPED:
                if key in says:
                    del says[key]
            self._book.put_stream(number, self._renumbered(says.unparse().strip()[2:-2]), content)
        elif isinstance(thing, pikepdf.Dictionary) and self._stays_out(thing):
            self._book.put(number, b"null")
        elif isinstance(thing, pikepdf.Object):
            self._book.put(number, self._renumbered(thing.unparse(resolved=True)))
        else:
            self._book.put(number, _plain(thing))

    def _stays_out(self, says: pikepdf.Dictionary) -> bool:
        """Other pages, and whatever would act by itself or bring files along."""
        return str(says.get("/Type", "")) in self._KEPT_OUT or str(says.get("/S", "")) in self._ACTS or "/EF" in says

    def _renumbered(self, written: bytes) -> bytes:
        return _TOKENS.sub(self._token, written)

    def _token(self, match: re.Match) -> bytes:
        if match[1] is None:
            return b"%d 0 R" % STAMP_FONT if match[0] == _MARK else match[0]
        return b"%d 0 R" % self.number_of((int(match[1]), int(match[2])))


def _plain(value) -> bytes:
    """A number, a truth or nothing, which pikepdf hands over as Python's own."""
    if value is None:
        return b"null"
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return f"{value:f}".encode() if not isinstance(value, int) else str(value).encode()
