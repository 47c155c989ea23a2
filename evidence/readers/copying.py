"""Copying objects of a PDF byte for byte under new numbers; of a source one object at a time is in memory."""

import re

import pikepdf

from documents.readers import TOO_LARGE, NotReadError
from evidence.dossier_pdf.writer import STAMP_FONT, STAMP_FONT_MARK, Objects

# As qpdf writes objects: strings and names are passed over, references get their new numbers.
_TOKENS = re.compile(
    rb"\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f]*>|/[^\x00\t\n\f\r ()<>\[\]{}/%]*|\b(\d+) (\d+) R\b", re.DOTALL
)
_MARK = STAMP_FONT_MARK.encode()


class Copier:
    """Copies objects of one open PDF into the book, each once, with all that they refer to but pages."""

    MAX_OBJECTS = 500_000
    _KEPT_OUT = ("/Page", "/Pages", "/Catalog", "/Filespec", "/EmbeddedFile", "/Action")
    _ACTS = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition")
    # Streams may lie in other files; notes for other programs may hold whole files.
    _DROPPED = ("/F", "/FFilter", "/FDecodeParms", "/Length", "/AF", "/PieceInfo", "/Metadata", "/OPI")

    def __init__(self, pdf: Objects, source: pikepdf.Pdf):
        self._pdf, self._source = pdf, source
        self._numbers: dict[tuple[int, int], int] = {}
        self._waiting: list[tuple[int, int]] = []

    def number_of(self, objgen: tuple[int, int]) -> int:
        """The number that an object of the source has in the book; it is copied with the next `drain`."""
        number = self._numbers.get(objgen)
        if number is None:
            if len(self._numbers) >= self.MAX_OBJECTS:
                raise NotReadError(TOO_LARGE, "more objects than any paper needs")
            number = self._numbers[objgen] = self._pdf.reserve()
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
                self._pdf.put(number, b"null")
                return
            for key in self._DROPPED:
                if key in says:
                    del says[key]
            self._pdf.put_stream(number, self._renumbered(says.unparse().strip()[2:-2]), content)
        elif isinstance(thing, pikepdf.Dictionary) and self._stays_out(thing):
            self._pdf.put(number, b"null")
        elif isinstance(thing, pikepdf.Object):
            self._pdf.put(number, self._renumbered(thing.unparse(resolved=True)))
        else:
            self._pdf.put(number, _plain(thing))

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
