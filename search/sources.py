"""What can be searched: each app registers its kinds of texts, with who may see them (decision 0072)."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from kernel.hooks import KeyedHook
from kernel.problems import StrOrPromise


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A text that matches, as the page shows it: its present title, place, URL, and the text of its excerpt.

    `folded` is the same text without case and accents, of the same length, where it is stored already.
    """

    key: int
    title: str
    url: str
    place: str = ""
    text: str = ""
    folded: str = ""


def own_keys(rows: Collection[int]) -> Iterable[int]:
    """The default of `Watched.entries`: the changed rows are the indexed ones."""
    return rows


@dataclass(frozen=True, slots=True)
class Watched:
    """A table that a source's text comes from: a change of one of `fields` makes `entries` of its rows indexed."""

    model: type[Model]
    fields: tuple[str, ...]
    entries: Callable[[Collection[int]], Iterable[int]] = own_keys


@dataclass(frozen=True, slots=True)
class SearchSource:
    """One kind of text.

    `rows` are all rows to index, `text_of` the text of one. `visible` are the objects that a person may see now, `key`
    leads from them to the indexed row; `unit` and `year` to the unit's code and the year, where they have one.
    `results` describes visible objects for the page of a person; `may_see` decides where no query can.
    """

    label: StrOrPromise
    watched: tuple[Watched, ...]
    rows: Callable[[], QuerySet]
    text_of: Callable[[Any], str]
    visible: Callable[[Any], QuerySet]
    results: Callable[[Any, QuerySet], Iterable[SearchResult]]
    key: str = "pk"
    unit: str = ""
    year: str = ""
    may_see: Callable[[Any, Any], bool] | None = None


search_sources = KeyedHook[str, SearchSource]()
