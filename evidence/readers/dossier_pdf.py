"""The pages of one file for the dossier's PDF: a PDF's pages unchanged, a picture upright on an A4 sheet.

Active content of a PDF is removed: pages keep their appearance and their web links; scripts, actions,
forms and embedded files are not copied. Filled fields and digital signature seals keep their appearance.
"""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

import pikepdf
from PIL import Image

from documents.readers import BROKEN, LOCKED, NotReadError
from documents.readers.pictures import orientation
from evidence.dossier_pdf.writer import STAMP_FONT_MARK, STAMP_NAME, Fragment, Objects, PdfPage
from evidence.readers.copying import Copier

KEY = "book:"
A4 = (595.28, 841.89)
_MARGIN, _FOOT = 34.0, 48.0
_SEEN = {"/Type", "/Subtype", "/Rect", "/Contents", "/AP", "/AS", "/F", "/Border", "/C", "/IC", "/QuadPoints", "/BS"}
_SEEN |= {"/CA", "/ca", "/L", "/LE", "/Vertices", "/InkList", "/DA", "/Q", "/RD", "/CL", "/M"}
_MARKS = {"/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight", "/Underline"}
_MARKS |= {"/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink"}
# The matrix that turns a picture upright, for each camera orientation (EXIF).
_UPRIGHT = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
_SPACES = {"RGB": b"/DeviceRGB", "L": b"/DeviceGray"}
# A picture whose height exceeds its width by this factor (a screenshot of a whole page) is cut over several sheets at
# full width; the bottom of one sheet is repeated at the top of the next.
_TALL, _AGAIN, _MAX_SHEETS = 2.5, 20.0, 60
# A JPEG up to this size is used unchanged.
MAX_BYTES, MAX_PIXELS = 12 * 2**20, 40_000_000


def paper(content: BinaryIO, output: BinaryIO, *, before: int) -> dict:
    """Copy every page of a PDF with its own size and rotation.

    Raises:
        NotReadError: it is encrypted, or has no pages.
    """
    pdf = Fragment(output, before=before)
    try:
        source = pikepdf.open(content, suppress_warnings=True)
    except pikepdf.PasswordError as locked:
        raise NotReadError(LOCKED) from locked
    with source:
        _show_fields(source)
        copier = Copier(pdf, source)
        pages = [_page(pdf, copier, page.obj) for page in source.pages]
        copier.drain()
    if not pages:
        raise NotReadError(BROKEN, "no pages")
    return _facts_of(pdf, pages)


def picture(content: BinaryIO, output: BinaryIO, *, before: int, size: int = 0) -> dict:
    """A JPEG on a page of its own, a very tall one on several.

    With a `size`, it is an uploaded file: no pages where it is not a plain JPEG.
    """
    if size and not is_plain_jpeg(content, size):
        return {"pages": [], "offsets": []}
    content.seek(0)
    pdf = Fragment(output, before=before)
    return _facts_of(pdf, list(place_jpeg(pdf, content.read())))


def count(content: BinaryIO, output: BinaryIO) -> int:
    """The number of pages of a PDF."""
    with pikepdf.open(content) as whole:
        return len(whole.pages)


def _facts_of(pdf: Fragment, pages: list[PdfPage]) -> dict:
    return {"pages": [page.plain() for page in pages], "offsets": pdf.offsets}


def _show_fields(source: pikepdf.Pdf) -> None:
    """Create the appearance of filled form fields that have only a value."""
    form: Any = source.Root.get("/AcroForm")
    needs: object = form.get("/NeedAppearances") if isinstance(form, pikepdf.Dictionary) else None
    if needs is True:
        source.generate_appearance_streams()


def _page(pdf: Objects, copier: Copier, page: pikepdf.Dictionary) -> PdfPage:
    number, stamp = pdf.reserve(), pdf.reserve()
    media = _box(_inherited(page, "/MediaBox")) or (0.0, 0.0, *A4)
    crop = _box(_inherited(page, "/CropBox"))
    box = _within(crop, media) if crop else media
    rotate = _inherited(page, "/Rotate")
    rotate = int(rotate) % 360 if isinstance(rotate, int) else 0
    says = [b"/MediaBox [%s]" % _numbers(media), b"/Rotate %d" % rotate]
    says += [b"/CropBox [%s]" % _numbers(box)] if crop else []
    says.append(b"/Resources " + copier.text(_resources(page)))
    if isinstance(group := page.get("/Group"), pikepdf.Dictionary):
        says.append(b"/Group " + copier.text(group))
    unit: Any = page.get("/UserUnit")
    if isinstance(unit, (int, float)) or hasattr(unit, "as_tuple"):
        says.append(b"/UserUnit %s" % _numbers([float(unit)]))
    links: list[tuple[str, list[float]]] = []
    notes = [copier.text(one).decode("latin-1") for one in _shown(page, links)]
    contents = [copier.number_of(one.objgen) for one in _contents(page)]
    return PdfPage(number, stamp, b" ".join(says).decode("latin-1"), contents, box, rotate, notes, links)


def _inherited(page: pikepdf.Dictionary, key: str):
    """The attribute of the page, or of its nearest ancestor that has it."""
    node: object = page
    for _ in range(50):
        if not isinstance(node, pikepdf.Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def _box(value) -> tuple[float, float, float, float] | None:
    if not isinstance(value, pikepdf.Array) or len(value) != 4:
        return None
    a, b, c, d = (float(one) for one in value)
    box = min(a, c), min(b, d), max(a, c), max(b, d)
    return box if box[2] - box[0] > 1 and box[3] - box[1] > 1 else None


def _within(crop, media):
    box = max(crop[0], media[0]), max(crop[1], media[1]), min(crop[2], media[2]), min(crop[3], media[3])
    return box if box[2] - box[0] > 1 and box[3] - box[1] > 1 else media


def _resources(page: pikepdf.Dictionary) -> pikepdf.Dictionary:
    """The page's resources, with the stamp's font added."""
    resources = _inherited(page, "/Resources")
    if not isinstance(resources, pikepdf.Dictionary):
        resources = pikepdf.Dictionary()
    if not isinstance(resources.get("/Font"), pikepdf.Dictionary):
        resources["/Font"] = pikepdf.Dictionary()
    resources["/Font"][STAMP_NAME] = pikepdf.Name(STAMP_FONT_MARK)
    return resources


def _contents(page: pikepdf.Dictionary) -> list[pikepdf.Object]:
    contents = page.get("/Contents")
    parts = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return [part for part in parts if isinstance(part, pikepdf.Stream)]


def _shown(page: pikepdf.Dictionary, links: list) -> Iterator[pikepdf.Object]:
    """The appearance of the page's annotations, and its links to the web; `links` are the PDF's own."""
    notes = page.get("/Annots")
    for note in notes if isinstance(notes, pikepdf.Array) else ():
        if not isinstance(note, pikepdf.Dictionary):
            continue
        kind = str(note.get("/Subtype", ""))
        if kind == "/Link":
            yield from _link(note, links)
        elif kind in _MARKS or (kind == "/Widget" and "/AP" in note):
            looks = pikepdf.Dictionary({key: note[key] for key in _SEEN if key in note})
            if kind == "/Widget":
                looks["/Subtype"] = pikepdf.Name.Stamp
            yield looks


def _link(note: pikepdf.Dictionary, links: list) -> Iterator[pikepdf.Object]:
    action = note.get("/A")
    rect = _box(note.get("/Rect"))
    if not isinstance(action, pikepdf.Dictionary) or action.get("/S") != pikepdf.Name.URI or rect is None:
        return
    address = str(action.get("/URI", ""))
    if address.startswith(KEY):
        links.append((address.removeprefix(KEY), list(rect)))
    elif address.startswith(("https://", "http://", "mailto:")):
        plain = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(address))
        yield pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=note["/Rect"], Border=[0, 0, 0], A=plain
        )


def _numbers(values) -> bytes:
    return " ".join(f"{value:.4f}".rstrip("0").rstrip(".") for value in values).encode()


def is_plain_jpeg(content: BinaryIO, size: int) -> bool:
    """True where this picture can be used unchanged: a complete JPEG with common colours and of limited size."""
    if size > MAX_BYTES:
        return False
    content.seek(max(0, size - 64))
    if b"\xff\xd9" not in content.read():
        return False
    content.seek(0)
    with Image.open(content, formats=["JPEG"]) as shown:
        return shown.mode in _SPACES and shown.width * shown.height <= MAX_PIXELS


def place_jpeg(pdf: Objects, jpeg: bytes) -> Iterator[PdfPage]:
    """A JPEG, byte for byte, upright and as large as fits an A4 sheet.

    The sheet is portrait or landscape to suit it.
    """
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as shown:
        wide, high = shown.size
        space = _SPACES[shown.mode]
        turn = orientation(shown)
    says = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent 8 /Filter /DCTDecode"
    image = pdf.add_stream(says % (wide, high, space), jpeg)
    wide, high = (high, wide) if turn > 4 else (wide, high)
    sheet = A4 if high >= wide else (A4[1], A4[0])
    fonts = b"/Font << %s 4 0 R >>" % STAMP_NAME.encode()
    says = b"/MediaBox [0 0 %s] /Resources << /XObject << /Im0 %d 0 R >> %s >>" % (_numbers(sheet), image, fonts)
    room = _numbers((_MARGIN, _FOOT, sheet[0] - 2 * _MARGIN, _room(sheet)))
    for placed in _placed(wide, high, sheet):
        drawn = room, _numbers(placed), _numbers(_UPRIGHT[turn])
        content = pdf.add_stream(b"", b"q %s re W n %s cm %s cm /Im0 Do Q" % drawn)
        yield PdfPage(pdf.reserve(), pdf.reserve(), says.decode(), [content], (0.0, 0.0, *sheet))


def _room(sheet) -> float:
    """The height between the margins."""
    return sheet[1] - _MARGIN - _FOOT


def _placed(wide: int, high: int, sheet) -> Iterator[tuple[float, ...]]:
    """The matrix for each sheet, so that a picture of these proportions fits between the margins.

    A small one is enlarged only slightly; a very tall one continues from sheet to sheet.
    """
    max_width, max_height = sheet[0] - 2 * _MARGIN, _room(sheet)
    if high > _TALL * wide:
        scale = min(max_width / wide, 1.5, _MAX_SHEETS * (max_height - _AGAIN) / high)
    else:
        scale = min(max_width / wide, max_height / high, 1.5)
    wide, high = wide * scale, high * scale
    left, shown = (sheet[0] - wide) / 2, max_height
    if high <= max_height:
        yield wide, 0, 0, high, left, _FOOT + (max_height - high) / 2
        return
    while True:
        yield wide, 0, 0, high, left, _FOOT + shown - high
        if shown >= high:
            return
        shown += max_height - _AGAIN
