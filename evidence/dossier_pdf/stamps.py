"""The small line at the foot of every page: year, unit, criterion, item, and page number of the total."""

import io
import re
from importlib import import_module

from evidence.dossier_pdf.writer import STAMP_FONT, STAMP_NAME, PdfFile, PdfPage

_PAIR = re.compile(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>")
_SIZE, _INSET, _PAD = 7.5, 14.0, 2.5
_PAPER = 595.28
# Restore the graphics state first, so that the page's own drawing cannot move the line.
_LINE = b"Q q %s cm 1 g %s re f 0 g BT %s %s Tf %s Td <%s> Tj ET Q"


class StampFont:
    """The font of the stamps, taken from a sheet that contains each character once: the papers' own font, embedded."""

    def __init__(self, sheet: bytes):
        # Imported by the worker that builds, never by a web process.
        self._source = import_module("pikepdf").open(io.BytesIO(sheet))
        fonts = self._source.pages[0].Resources.Font
        self._font = next(fonts[key] for key in fonts.keys())  # noqa: SIM118 (no mapping)
        pairs = _PAIR.findall(self._font.ToUnicode.read_bytes().decode())
        self._codes = {bytes.fromhex(text).decode("utf-16-be"): int(code, 16) for code, text in pairs}
        self._widths = dict(_widths(self._font.DescendantFonts[0].get("/W", [])))

    def write(self, pdf: PdfFile) -> None:
        import_module("evidence.readers.copying").Copier(pdf, self._source).copy_as(STAMP_FONT, self._font)

    def codes_of(self, text: str) -> list[int]:
        """The glyphs of a text; characters that the sheet lacks are left out."""
        return [self._codes[letter] for letter in text if letter in self._codes]

    def width_of(self, codes: list[int]) -> float:
        """In thousandths of the font size."""
        return sum(self._widths.get(code, 1000) for code in codes)


def _widths(array):
    """Pairs of glyph and width, from the two notations that a font may use."""
    values = list(array)
    while values:
        first, then = int(values.pop(0)), values.pop(0)
        if isinstance(then, import_module("pikepdf").Array):
            yield from ((first + place, float(width)) for place, width in enumerate(then))
        else:
            width = float(values.pop(0))
            yield from ((code, width) for code in range(first, int(then) + 1))


def stamp_of(page: PdfPage, text: str, font: StampFont) -> bytes:
    """The drawing operators for the line: at the right of the visible foot, for any page rotation, on white."""
    left, low, right, top = page.box
    wide, high = right - left, top - low
    turned = {
        0: (1, 0, 0, 1, left, low),
        90: (0, 1, -1, 0, right, low),
        180: (-1, 0, 0, -1, right, top),
        270: (0, -1, 1, 0, left, top),
    }
    matrix = turned.get(page.rotate, turned[0])
    if page.rotate in (90, 270):
        wide, high = high, wide
    codes = font.codes_of(text)
    size = _SIZE * min(max(min(wide, high) / _PAPER, 0.7), 4)
    length = font.width_of(codes) * size / 1000
    if length > 0.95 * wide:
        size, length = size * 0.95 * wide / length, 0.95 * wide
    inset = min(_INSET * size / _SIZE, (wide - length) / 2)
    start, base, pad = wide - inset - length, inset, _PAD * size / _SIZE
    white = start - pad, base - pad, length + 2 * pad, size + pad
    hexed = "".join(f"{code:04x}" for code in codes).encode()
    return _LINE % (
        _operands(matrix),
        _operands(white),
        STAMP_NAME.encode(),
        _operands([size]),
        _operands((start, base)),
        hexed,
    )


def _operands(values) -> bytes:
    return " ".join(f"{value:.3f}".rstrip("0").rstrip(".") for value in values).encode()
