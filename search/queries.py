"""Search: the index says where words stand, and each source's own rule who may see them (decision 0072)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from kernel.problems import StrOrPromise
from search.excerpts import Excerpt, excerpt_of
from search.matching import holds
from search.models import SearchEntry
from search.sources import SearchResult, SearchSource, search_sources
from search.words import Wanted

# More than so many hits of one kind are not counted: nobody reads them, more words find fewer.
MAX_HITS = 200
# Who sees at most so many rows of a kind is asked about by these rows; others by batches of the newest hits. People of
# communes mostly see few, so that their rows are asked for first; for others, only where a batch has shown too little.
FEW, BATCH = 2000, 1500
# Texts whose reader only a permission can name are checked one by one, the newest first; more on a page of their own.
CHECKED, CHECKED_ALONE = 10, 40


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that matches, with the excerpt where the words stand."""

    result: SearchResult
    excerpt: Excerpt | None


@dataclass(frozen=True, slots=True)
class Filters:
    """What the person chose: a kind, a year, the codes of units; empty for all."""

    kind: str = ""
    year: int | None = None
    units: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind: their keys in the order of the page, and whether there are more than were counted."""

    kind: str
    source: SearchSource
    rows: QuerySet
    keys: list[int]
    is_more: bool

    @property
    def label(self) -> StrOrPromise:
        return self.source.label

    @property
    def count(self) -> int:
        return len(self.keys)


def search(user, wanted: Wanted, filters: Filters, *, sees_few: bool = False) -> list[Group]:
    """The hits of each kind that this person may see; those with the words in a row first, then the newest.

    `sees_few`: this person is expected to see few rows of a kind, as people of communes do.
    """
    groups, entries = [], {}
    holding = SearchEntry.objects.filter(holds(wanted))
    kinds = {filters.kind} if filters.kind else set(holding.order_by().values_list("kind", flat=True).distinct())
    for kind, source in search_sources.by_key.items():
        rows = _rows(source, user, filters) if kind in kinds else None
        if rows is None:
            continue
        of_kind = holding.filter(kind=kind).order_by("-key").values_list("pk", "key")
        matching = _matching(source, rows, of_kind, sees_few=sees_few)
        is_more, matching = len(matching) > MAX_HITS, matching[:MAX_HITS]
        if source.may_see is not None:
            limit = CHECKED_ALONE if filters.kind else CHECKED
            is_more = is_more or len(matching) > limit
            matching = _checked(source, user, rows, matching[:limit])
        if matching:
            entries.update(dict(matching))
            groups.append(Group(kind, source, rows, [key for _pk, key in matching], is_more))
    together = _in_a_row(entries, wanted)
    return [_ordered(group, together) for group in groups]


def hits_of(user, group: Group, keys: Collection[int], words: Collection[str]) -> list[Hit]:
    """These hits of a group with their present texts; two hits with one key are one."""
    rows = group.rows.filter(**{f"{group.source.key}__in": keys})
    by_key: dict[int, SearchResult] = {}
    for result in group.source.results(user, rows):
        by_key.setdefault(result.key, result)
    shown = [by_key[key] for key in keys if key in by_key]
    return [Hit(result, excerpt_of(result.text, list(words), folded=result.folded)) for result in shown]


def _rows(source: SearchSource, user, filters: Filters) -> QuerySet | None:
    """The visible objects within the filters; None where this kind has no such property."""
    chosen: dict[str, Any] = {}
    for path, value, lookup in ((source.year, filters.year, ""), (source.unit, filters.units, "__in")):
        if value is not None and not path:
            return None
        if value is not None:
            chosen[f"{path}{lookup}"] = value
    return source.visible(user).filter(**chosen)


def _matching(source: SearchSource, rows: QuerySet, entries: QuerySet, *, sees_few: bool) -> list[tuple[int, int]]:
    """The newest entries of visible rows, one more than are counted: its cost is bounded, however common the words."""
    keys = rows.order_by().values_list(source.key, flat=True)
    batch = [] if sees_few else list(entries[:BATCH])
    matching = _visible(source, keys, batch)
    if sees_few or (len(batch) == BATCH and len(matching) <= MAX_HITS):
        seen = set(keys.order_by("pk")[: FEW + 1]) - {None}
        if len(seen) < FEW:
            return list(entries.filter(key__in=seen)[: MAX_HITS + 1])
        batch = batch or list(entries[:BATCH])
        matching = matching or _visible(source, keys, batch)
    while len(batch) == BATCH and len(matching) <= MAX_HITS:
        batch = list(entries.filter(key__lt=batch[-1][1])[:BATCH])
        matching += _visible(source, keys, batch)
    return matching[: MAX_HITS + 1]


def _visible(source: SearchSource, keys: QuerySet, batch: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those entries of a batch whose rows the person may see."""
    seen = set(keys.filter(**{f"{source.key}__in": [key for _pk, key in batch]})) if batch else set()
    return [(pk, key) for pk, key in batch if key in seen]


def _checked(source: SearchSource, user, rows: QuerySet, entries: list[tuple[int, int]]) -> list[tuple[int, int]]:
    seen = rows.in_bulk([key for _pk, key in entries])
    return [(pk, key) for pk, key in entries if key in seen and source.may_see and source.may_see(user, seen[key])]


def _in_a_row(entries: Collection[int], wanted: Wanted) -> set[tuple[str, int]]:
    """The hits whose words are adjacent."""
    if wanted.in_a_row or len(wanted.words) == 1 or not entries:
        return set()
    in_a_row = SearchEntry.objects.filter(holds(Wanted(wanted.words, in_a_row=True)), pk__in=entries)
    return set(in_a_row.order_by().values_list("kind", "key"))


def _ordered(group: Group, first: set[tuple[str, int]]) -> Group:
    keys = sorted(group.keys, key=lambda key: (group.kind, key) not in first)
    return Group(group.kind, group.source, group.rows, keys, group.is_more)


def labels() -> Iterator[tuple[str, StrOrPromise]]:
    """Every kind with its label, for the filter."""
    return ((kind, source.label) for kind, source in search_sources.by_key.items())
