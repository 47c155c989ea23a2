"""The filter of the list of criteria: it stays in the address while one goes from criterion to criterion."""

from collections.abc import Collection
from urllib.parse import parse_qs, urlsplit

from kernel.htmx import Request


def filter_of(request: Request, names: Collection[str]) -> str:
    """The filter that the address names; a piece that is swapped into a page has the filter of that page."""
    asked = request.GET.get("show")
    if asked is None and request.htmx:
        asked = parse_qs(urlsplit(request.htmx.current_url or "").query).get("show", [""])[-1]
    return asked if asked is not None and asked in names else ""


def filter_context(show: str) -> dict[str, str]:
    """What templates need of it: its name, and what links to criteria carry on."""
    return {"show": show, "keep_filter": f"?show={show}" if show else ""}
