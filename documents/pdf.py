"""HTML to PDF: A4 papers in the form of Decree 30/2020/NĐ-CP, tagged, the same bytes for the same facts."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

PAPER_SHEET = Path(__file__).with_name("papers.css")
_STATIC = "static:/"


class StaticFilesAlone(URLFetcher):
    """Hands a paper the portal's own static files by `static:/path`, and nothing else: no network, no disk."""

    def fetch(self, url, headers=None):
        """The static file's bytes.

        Raises:
            FatalURLFetchingError: the address leads elsewhere, or to no file; the paper is not made.
        """
        if path := url.startswith(_STATIC) and _static_file(url.removeprefix(_STATIC)):
            return URLFetcherResponse(url, Path(path).read_bytes())
        raise FatalURLFetchingError(f"a paper asks for {url}")


def _static_file(path):
    try:
        return finders.find(path)
    except SuspiciousFileOperation:
        return None


def render_pdf(template: str, context: dict, *, language: str = "vi") -> bytes:
    """Render `template` (one that extends documents/papers/base.html) as a PDF/UA file.

    Papers are official Vietnamese documents: figures follow `language` whatever the reader's own is.
    The file bears no time of making but the paper's own date (`context["dated"]`, a date, where it has one).

    Raises:
        FatalURLFetchingError: the template reaches outside the static files.
    """
    markup, document = _laid_out(template, context, language, PAPER_SHEET)
    dated = context.get("dated")
    if isinstance(dated, date):
        document.metadata.created = document.metadata.modified = dated.isoformat()
    identifier = sha256(markup.encode()).hexdigest()[:32].encode()
    return document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True, pdf_identifier=identifier)


@dataclass(frozen=True, slots=True)
class Sections:
    """Pages laid out: where each section (an element with an `id`) begins, counted from 0, and how many there are."""

    starts: dict[str, int]
    count: int
    _document: Document

    def pdf(self) -> bytes:
        """The pages as a plain PDF, to be bound into another; its links are those that the template wrote."""
        return self._document.write_pdf()


def lay_out(template: str, context: dict, *, sheet: Path, language: str = "vi") -> Sections:
    """Lay out the pages of a template without writing them yet, in the papers' type; `sheet` adds to their style.

    Raises:
        FatalURLFetchingError: the template reaches outside the static files.
    """
    _, document = _laid_out(template, context, language, PAPER_SHEET, sheet)
    starts: dict[str, int] = {}
    for place, page in enumerate(document.pages):
        for name in page.anchors:
            starts.setdefault(name, place)
    return Sections(starts, len(document.pages), document)


def _laid_out(template: str, context: dict, language: str, *sheets: Path) -> tuple[str, Document]:
    with translation.override(language):
        markup = render_to_string(template, context)
    fonts, fetcher = FontConfiguration(), StaticFilesAlone()
    styles = [CSS(string=sheet.read_text(encoding="utf-8"), font_config=fonts, url_fetcher=fetcher) for sheet in sheets]
    source = HTML(string=markup, base_url=_STATIC, url_fetcher=fetcher)
    return markup, source.render(stylesheets=styles, font_config=fonts)
