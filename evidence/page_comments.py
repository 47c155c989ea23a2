"""What layers above have to say of a commune's year on its own pages: they register how it is found [S4, S8]."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from communes.models import Registration


@dataclass(frozen=True, slots=True)
class PageComment:
    """A sentence over a page, and where to read on. `tone` is "warn" or "bad"."""

    text: str
    url: str
    action: str
    tone: str = "warn"


Source = Callable[[Registration, object], Iterable[PageComment]]
_SOURCES: list[Source] = []


def register_page_comments(source: Source) -> None:
    """Make known what is said of which entry, to whom."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def page_comments_on(registration: Registration, *, reader) -> list[PageComment]:
    """Everything the layers above say of this entry to this person."""
    return [comment for source in _SOURCES for comment in source(registration, reader)]
