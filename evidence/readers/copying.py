"""Copy objects of a PDF byte for byte under new numbers; one source object at a time is in memory."""

import re

import pikepdf

from documents.readers import TOO_LARGE, NotReadError
from evidence.dossier_pdf.writer import STAMP_FONT, STAMP_FONT_MARK, Objects

# In qpdf's notation: strings and names are skipped, references get their new numbers.
_TOKENS = re.compile(
    rb"\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f]*>|/[^\x00\t\n\f\r ()<>\[\]{}/%]*|\b(\d+) (\d+) R\b", re.DOTALL
)
_MARK = STAMP_FONT_MARK.encode()


class Copier:
    """Copies objects of one open PDF, each once, with everything they refer to except pages."""

    MAX_OBJECTS = 500_000
    _KEPT_OUT = ("/Page", "/Pages", "/Catalog", "/Filespec", "/EmbeddedFile", "/Action")
    _ACTS = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition")
    # Streams may refer to external files; private data of other programs may contain whole files.
    _DROPPED = ("/F", "/FFilter", "/FDecodeParms", "/Length", "/AF", "/PieceInfo", "/Metadata", "/OPI")

    def __init__(self, pdf: Objects, source: pikepdf.Pdf):
        self._pdf, self._source = pdf, source
        self._numbers: dict[tuple[int, int], int] = {}
        self._waiting: list[tuple[int, int]] = []

    def number_of(self, objgen: tuple[int, int]) -> int:
        """The new number of a source object; it is copied with the next `drain`."""
        number = self._numbers.get(objgen)
        if number is None:
            if len(self._numbers) >= self.MAX_OBJECTS:
                raise NotReadError(TOO_LARGE, "more objects than any paper needs")
            number = self._numbers[objgen] = self._pdf.reserve()
            self._waiting.append(objgen)
        return number

    def text(self, thing: pikepdf.Object) -> bytes:
        """The object in the new file's notation, references under their new numbers."""
        if thing.is_indirect:
            return b"%d 0 R" % self.number_of(thing.objgen)
        return self._renumbered(thing.unparse())

    def copy_as(self, number: int, thing: pikepdf.Object) -> None:
        """Copy a source object under a reserved number, with everything it refers to."""
        self._numbers[thing.objgen] = number
        self._waiting.append(thing.objgen)
        self.drain()

    def drain(self) -> None:
        """Write all objects that were referred to and not yet written."""
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
        """Other pages, and everything that executes automatically or embeds files."""
        return str(says.get("/Type", "")) in self._KEPT_OUT or str(says.get("/S", "")) in self._ACTS or "/EF" in says

    def _renumbered(self, written: bytes) -> bytes:
        return _TOKENS.sub(self._token, written)

    def _token(self, match: re.Match) -> bytes:
        if match[1] is None:
            return b"%d 0 R" % STAMP_FONT if match[0] == _MARK else match[0]
        return b"%d 0 R" % self.number_of((int(match[1]), int(match[2])))


def _plain(value) -> bytes:
    """A number, a boolean or null, which pikepdf returns as Python values."""
    if value is None:
        return b"null"
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return f"{value:f}".encode() if not isinstance(value, int) else str(value).encode()
