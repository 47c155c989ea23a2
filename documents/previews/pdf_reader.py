"""Reads one PDF in a process of its own, which may crash alone: `python -I pdf_reader.py paper.pdf folder`.

Writes `thumbnail.webp` and `told.json` into the folder: how many pages, the text of each, and which have pictures.
Knows nothing of Django, nor of the portal.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image
from pypdfium2 import raw

LONG_SIDE = 320
MOST_PAGES = 300
MOST_LETTERS = 300_000


def main(source: str, folder: str) -> None:
    Path(folder, "told.json").write_text(json.dumps(_told(source, Path(folder))), encoding="utf-8")


def _told(source: str, folder: Path) -> dict:
    try:
        paper = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as broken:
        return {"why": "locked" if broken.err_code == raw.FPDF_ERR_PASSWORD else "unreadable"}
    pages = len(paper)
    if not pages:
        return {"why": "unreadable"}
    paper.init_forms()
    try:
        thumbnail = _thumbnail(paper[0])
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        return {"why": "unreadable"}
    thumbnail.save(folder / "thumbnail.webp", "WEBP", quality=72, method=4)
    looks = list(_looks(paper, min(pages, MOST_PAGES)))
    return {"pages": pages, "texts": [text for text, _ in looks], "pictured": [pictured for _, pictured in looks]}


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
    except pypdfium2.PdfiumError:
        return "", False
    return text, pictured


if __name__ == "__main__":
    main(*sys.argv[1:])
