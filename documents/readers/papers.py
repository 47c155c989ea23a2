"""A PDF read by PDFium: a picture of its first page, the text of its pages, and which of them contain pictures."""

import ctypes
from collections.abc import Iterator
from typing import BinaryIO

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from documents.readers import BROKEN, LOCKED, NotReadError
from documents.readers.old_fonts import decoded, has_strange_letters, is_garbled, kind_of

LONG_SIDE = 320
MAX_PAGES = 300
MAX_CHARACTERS = 300_000
_LONGEST_NAME = 128

# Once, as in `documents.readers.pictures`: at first use it would be in the process of every reading.
Image.init()


def preview(content: BinaryIO, output: BinaryIO) -> dict:
    """Write the thumbnail of the first page (WebP); report the number of pages, their texts and which have pictures."""
    paper = opened(content)
    pages = len(paper)
    if not pages:
        raise NotReadError(BROKEN, "no pages")
    paper.init_forms()
    _thumbnail(paper[0]).save(output, "WEBP", quality=72, method=4)
    looks = list(_page_texts(paper, min(pages, MAX_PAGES)))
    return {"pages": pages, "texts": [text for text, _ in looks], "pictured": [pictured for _, pictured in looks]}


def opened(content: BinaryIO) -> pypdfium2.PdfDocument:
    """The file, open.

    Raises:
        NotReadError: it is encrypted, or broken.
    """
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as broken:
        raise NotReadError(LOCKED if broken.err_code == raw.FPDF_ERR_PASSWORD else BROKEN, str(broken)) from broken


def _thumbnail(page: pypdfium2.PdfPage) -> Image.Image:
    """The page rendered with `LONG_SIDE` pixels on its long side, whatever its declared size."""
    scale = LONG_SIDE / max(*page.get_size(), 1)
    picture = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
    picture.thumbnail((LONG_SIDE, LONG_SIDE))
    return picture


def _page_texts(paper: pypdfium2.PdfDocument, pages: int) -> Iterator[tuple[str, bool]]:
    """The text of each page, and whether it contains pictures."""
    left = MAX_CHARACTERS
    for number in range(pages):
        text, pictured = _page_text(paper, number)
        yield text[: max(left, 0)], pictured
        left -= len(text)


def _page_text(paper: pypdfium2.PdfDocument, number: int) -> tuple[str, bool]:
    """A page that cannot be read has no text."""
    try:
        page = paper[number]
        read = page.get_textpage()
        text = read.get_text_bounded(errors="ignore")
        if has_strange_letters(text):
            text = _in_unicode(read) or text
        pictured = any(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]))
        if is_garbled(text):
            # Unreadable text layer: the page is treated like a scan, and OCR reads it.
            text, pictured = "", True
        read.close()
        page.close()
    except Exception:
        return "", False
    return text, pictured


def _in_unicode(page: pypdfium2.PdfTextPage) -> str:
    """The text of a page with letters in pre-Unicode fonts; "" where there are none."""
    pieces: list[tuple[str, list[str]]] = []
    for place in range(page.count_chars()):
        code = raw.FPDFText_GetUnicode(page, place)
        kind = kind_of(_font_at(page, place))
        if not pieces or (pieces[-1][0] != kind and not chr(code).isspace()):
            pieces.append((kind, []))
        pieces[-1][1].append(chr(code) if 0 < code < 0x110000 else "")
    if not any(kind for kind, _ in pieces):
        return ""
    return "".join(decoded("".join(letters), kind) if kind else "".join(letters) for kind, letters in pieces)


def _font_at(page: pypdfium2.PdfTextPage, place: int) -> str:
    """The name of a letter's font, without the subset prefix (ABCDEF+)."""
    name = ctypes.create_string_buffer(_LONGEST_NAME)
    flags = ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(page, place, name, _LONGEST_NAME, flags)
    label = name.value.decode("utf-8", "replace") if 0 < length <= _LONGEST_NAME else ""
    return label.partition("+")[2] or label
