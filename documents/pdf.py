"""Described papers as PDF: A4 in the form of Decree 30/2020/NĐ-CP, tagged, the same bytes for the same data."""

import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import translation

from documents.papers import Paper

if TYPE_CHECKING:
    from weasyprint.document import Document

PDF_TYPE = "application/pdf"
PAPER_SHEET = Path(__file__).with_name("papers.css")
# Every sheet has a page style of its own, so that its numbering begins at 1 and its first page shows none.
_PAGES = """
@page sheet-{place} {{ size: A4 {turned}; margin: 20mm {right}mm 20mm 30mm;
  @top-center {{ content: counter(page); font: 13pt "Times New Roman", "Liberation Serif", serif; }} }}
@page :nth(1 of sheet-{place}) {{ counter-reset: page 1; @top-center {{ content: none; }} }}
.sheet-{place} {{ page: sheet-{place}; }}
"""


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Let the garbage collector wait: a layout makes millions of objects that are all in use until it is written.

    Looking through them again and again takes a quarter of the time of a long paper.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_collector_paused()
def paper_pdf(paper: Paper, *, for_archive: bool = False) -> bytes:
    """A described paper as PDF/UA, or as PDF/A-2u for the archive: both are tagged, a file claims one standard.

    The file contains no creation time, only the paper's own date where it has one.
    """
    pages = "".join(
        _PAGES.format(
            place=place, turned="landscape" if sheet.is_wide else "portrait", right=15 if sheet.is_wide else 18
        )
        for place, sheet in enumerate(paper.sheets, start=1)
    )
    sheets = (PAPER_SHEET.read_text(encoding="utf-8"), pages)
    markup, document = _laid_out("documents/papers/paper.html", {"paper": paper}, sheets)
    if paper.dated:
        document.metadata.created = document.metadata.modified = paper.dated.isoformat()
    identifier = sha256(markup.encode()).hexdigest()[:32].encode()
    variant = "pdf/a-2u" if for_archive else "pdf/ua-1"
    with warnings.catch_warnings():
        # WeasyPrint leaves the colour profile of a PDF/A to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        return document.write_pdf(pdf_variant=variant, pdf_tags=True, pdf_identifier=identifier)


@dataclass(frozen=True, slots=True)
class Sections:
    """Laid-out pages: the first page of each section (an element with an `id`), counted from 0, and their number."""

    starts: dict[str, int]
    count: int
    _document: "Document"

    @_collector_paused()
    def pdf(self) -> bytes:
        """The pages as a plain PDF, to be merged into another; its links are those of the template."""
        return self._document.write_pdf()


@_collector_paused()
def lay_out(template: str, context: dict, *, sheet: Path) -> Sections:
    """Lay out the pages of a template without writing them yet, in the papers' style; `sheet` is added to it.

    Raises:
        FatalURLFetchingError: the template refers to something outside the static files.
    """
    sheets = [one.read_text(encoding="utf-8") for one in (PAPER_SHEET, sheet)]
    _, document = _laid_out(template, context, sheets)
    starts: dict[str, int] = {}
    for place, page in enumerate(document.pages):
        for name in page.anchors:
            starts.setdefault(name, place)
    return Sections(starts, len(document.pages), document)


def _laid_out(template: str, context: dict, sheets) -> tuple[str, "Document"]:
    """Papers are official Vietnamese documents, so their numbers are too, whatever the reader's language."""
    with translation.override("vi"):
        markup = render_to_string(template, context)
    # Imported at the first paper: most web processes make none, and are smaller and sooner started.
    return markup, import_module("documents.pdf_layout").laid_out(markup, sheets)
