"""The filter of the criteria list: it stays in the URL while the user moves from criterion to criterion."""

from collections.abc import Collection
from urllib.parse import parse_qs, urlsplit

from kernel.htmx import Request


def filter_of(request: Request, names: Collection[str]) -> str:
    """The filter in the URL; a partial uses the filter of the page that it is swapped into."""
    asked = request.GET.get("show")
    if asked is None and request.htmx:
        asked = parse_qs(urlsplit(request.htmx.current_url or "").query).get("show", [""])[-1]
    return asked if asked is not None and asked in names else ""


def filter_context(show: str) -> dict[str, str]:
    """What templates need of it: its name, and the query string for links to criteria."""
    return {"show": show, "keep_filter": f"?show={show}" if show else ""}
