"""What layers above have to say of a commune's year on its own pages: they say how it is found [S4, S8]."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.models import User
from communes.models import Registration
from kernel.hooks import Hook


@dataclass(frozen=True, slots=True)
class PageComment:
    """A sentence over a page, and where to read on. `tone` is "warn" or "bad"."""

    text: str
    url: str
    action: str
    tone: str = "warn"


# What is said of which entry, to whom.
page_comment_sources = Hook[Callable[[Registration, User], Iterable[PageComment]]]()


def page_comments_on(registration: Registration, *, reader: User) -> list[PageComment]:
    """Everything the layers above say of this entry to this person."""
    return [comment for source in page_comment_sources for comment in source(registration, reader)]
