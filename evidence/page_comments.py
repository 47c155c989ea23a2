"""Notes that higher layers show on a commune's own pages of a year; they register how to find them [S4, S8]."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.models import User
from communes.models import Registration
from kernel.hooks import Hook


@dataclass(frozen=True, slots=True)
class PageComment:
    """A sentence above a page, with a link to more. `tone` is "warn" or "bad"."""

    text: str
    url: str
    action: str
    tone: str = "warn"


# Functions that return the notes on an entry for a person.
page_comment_sources = Hook[Callable[[Registration, User], Iterable[PageComment]]]()


def page_comments_on(registration: Registration, *, reader: User) -> list[PageComment]:
    """All notes of the higher layers on this entry for this person."""
    return [comment for source in page_comment_sources for comment in source(registration, reader)]
