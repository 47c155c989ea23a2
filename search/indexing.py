"""Bring the index up to date. It is derived from the texts, so that this is no service: nothing is recorded."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import transaction

from search import tasks
from search.models import SearchChange, SearchEntry
from search.sources import search_sources
from search.words import folded_words

# So many changes are indexed before a search, in some hundredths of a second; the worker does the rest.
AT_ONCE = 50
_BATCH = 500


def has_changes() -> bool:
    """True where some changes are not indexed yet."""
    return SearchChange.objects.exists()


def catch_up(*, limit: int = AT_ONCE) -> bool:
    """Index the oldest changes, at most `limit`; True where more are left, which the worker is asked to index.

    Several may run at once: each takes changes that no other has taken.
    """
    if not has_changes():
        return False
    index_changes(limit=limit)
    is_more = has_changes()
    if is_more:
        tasks.index_changes.enqueue()
    return is_more


def index_changes(*, limit: int | None = None) -> int:
    """Index the oldest changes, at most `limit` or all of them; how many there were."""
    count = 0
    while limit is None or count < limit:
        done = _index_batch(_BATCH if limit is None else min(_BATCH, limit - count))
        count += done
        if not done:
            break
    return count


@transaction.atomic
def _index_batch(size: int) -> int:
    changes = list(SearchChange.objects.select_for_update(skip_locked=True).order_by("pk")[:size])
    changed: dict[str, set[int]] = defaultdict(set)
    for change in changes:
        changed[change.model].add(change.row)
    for kind, source in search_sources.by_key.items():
        keys: set[int] = set()
        for watched in source.watched:
            rows = changed.get(watched.model._meta.label_lower)
            keys.update(watched.entries(rows) if rows else ())
        if keys:
            _index(kind, keys)
    SearchChange.objects.filter(pk__in=[change.pk for change in changes]).delete()
    return len(changes)


def _index(kind: str, keys: Collection[int]) -> None:
    """Write the entries of these rows again; a row that is gone or says nothing has none."""
    source = search_sources[kind]
    written = _entries(kind, source.rows().filter(pk__in=keys))
    SearchEntry.objects.filter(kind=kind, key__in=set(keys) - {entry.key for entry in written}).delete()
    SearchEntry.objects.bulk_create(
        written, update_conflicts=True, update_fields=["words"], unique_fields=["kind", "key"]
    )


def _entries(kind: str, rows: Iterable) -> list[SearchEntry]:
    text_of = search_sources[kind].text_of
    entries = [SearchEntry(kind=kind, key=row.pk, words=folded_words(text_of(row))) for row in rows]
    return [entry for entry in entries if entry.words]


def rebuild_index() -> int:
    """Write the whole index again, in one transaction: nobody searches a half of it; how many entries it has."""
    with transaction.atomic():
        SearchChange.objects.all().delete()
        SearchEntry.objects.all().delete()
        for kind, source in search_sources.by_key.items():
            batch = []
            for row in source.rows().order_by("pk").iterator(chunk_size=_BATCH):
                batch.append(row)
                if len(batch) == _BATCH:
                    SearchEntry.objects.bulk_create(_entries(kind, batch))
                    batch = []
            SearchEntry.objects.bulk_create(_entries(kind, batch))
    return SearchEntry.objects.count()
