"""Markup laid out as pages by WeasyPrint: the only module that imports it, at the first paper of a process."""

from collections.abc import Iterable
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

_STATIC = "static:/"


class StaticFilesAlone(URLFetcher):
    """Serves the portal's own static files as `static:/path` to the renderer, and nothing else: no network, no disk."""

    def fetch(self, url, headers=None):
        """The static file's bytes.

        Raises:
            FatalURLFetchingError: the URL leads elsewhere, or to no file; the paper is not made.
        """
        if path := url.startswith(_STATIC) and _static_file(url.removeprefix(_STATIC)):
            return URLFetcherResponse(url, Path(path).read_bytes())
        raise FatalURLFetchingError(f"a paper asks for {url}")


def _static_file(path):
    try:
        return finders.find(path)
    except SuspiciousFileOperation:
        return None


def laid_out(markup: str, sheets: Iterable[str]) -> Document:
    """The pages of the markup in the style of these sheets.

    Raises:
        FatalURLFetchingError: the markup refers to something outside the static files.
    """
    fonts, fetcher = FontConfiguration(), StaticFilesAlone()
    styles = [CSS(string=sheet, font_config=fonts, url_fetcher=fetcher) for sheet in sheets]
    return HTML(string=markup, base_url=_STATIC, url_fetcher=fetcher).render(stylesheets=styles, font_config=fonts)
