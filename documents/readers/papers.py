"""A PDF as PDFium sees it: a picture of its first page, its pages, their text, and which of them show pictures."""

from collections.abc import Iterator
from typing import BinaryIO

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from documents.readers import BROKEN, LOCKED, NotReadError

LONG_SIDE = 320
MOST_PAGES = 300
MOST_LETTERS = 300_000


def preview(content: BinaryIO, output: BinaryIO) -> dict:
    """Write the thumbnail of the first page (WebP); tell how many pages there are, the texts and the pictured."""
    paper = opened(content)
    pages = len(paper)
    if not pages:
        raise NotReadError(BROKEN, "no pages")
    paper.init_forms()
    _thumbnail(paper[0]).save(output, "WEBP", quality=72, method=4)
    looks = list(_looks(paper, min(pages, MOST_PAGES)))
    return {"pages": pages, "texts": [text for text, _ in looks], "pictured": [pictured for _, pictured in looks]}


def opened(content: BinaryIO) -> pypdfium2.PdfDocument:
    """The file, open.

    Raises:
        NotReadError: it is locked, or broken.
    """
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as broken:
        raise NotReadError(LOCKED if broken.err_code == raw.FPDF_ERR_PASSWORD else BROKEN, str(broken)) from broken


def _thumbnail(page: pypdfium2.PdfPage) -> Image.Image:
    """The page, its long side `LONG_SIDE` pixels whatever size it says it has."""
    scale = LONG_SIDE / max(*page.get_size(), 1)
    picture = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
    picture.thumbnail((LONG_SIDE, LONG_SIDE))
    return picture


def _looks(paper: pypdfium2.PdfDocument, pages: int) -> Iterator[tuple[str, bool]]:
    """The text of each page, and whether pictures stand on it."""
    room = MOST_LETTERS
    for number in range(pages):
        text, pictured = _look(paper, number)
        yield text[: max(room, 0)], pictured
        room -= len(text)


def _look(paper: pypdfium2.PdfDocument, number: int) -> tuple[str, bool]:
    """A page that cannot be read has no text."""
    try:
        page = paper[number]
        read = page.get_textpage()
        text = read.get_text_bounded(errors="ignore")
        pictured = any(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]))
        read.close()
        page.close()
    except Exception:
        return "", False
    return text, pictured
