"""Add entries to the hash chain, one after another, without making their writers wait (decision 0079)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from audit.hashes import NOTHING, canonical, commitment_of, instant, link_digest, root_digest, tree_root
from audit.models import Chain, Entry, Link, Root
from audit.signatures import sign
from kernel.problems import required

# Entries that are chained after one commit, how far that looks back, and how many a command chains at a time.
_AT_ONCE, _LOOK_BACK, _BATCH = 100, 1000, 1000
LINKS_OF_A_ROOT = 10_000
"""A proof reads every link of its root: the work of a busy day has several roots."""


def content_of(entry: Entry) -> dict[str, Any]:
    """What of an entry is hashed: all of it."""
    return {
        "actor": entry.actor_id,
        "at": instant(entry.recorded_at),
        "facts": entry.facts,
        "id": entry.pk,
        "key": entry.target_key,
        "label": entry.target_label,
        "target": entry.target_type,
        "verb": entry.verb,
    }


def statement_of(root: Root) -> dict[str, Any]:
    """What of a root is signed."""
    return {
        "at": instant(root.signed_at),
        "first": root.first,
        "head": root.head,
        "last": root.last,
        "number": root.number,
        "previous": root.previous,
        "tree": root.tree,
    }


def chain_after_commit() -> None:
    """Chain what has been committed, once per transaction; a failure is logged and mended by the next one."""
    waiting = transaction.get_connection().run_on_commit
    if not any(function is chain_some for _, function, _ in waiting):
        transaction.on_commit(chain_some, robust=True)


def chain_some() -> int:
    """Give the next places to entries without one; 0 where there are none or another process is at it.

    It looks at the latest entries only: an entry that was committed long after later ones is found by `chain_all`.
    """
    with transaction.atomic():
        chain = _locked(skip=True)
        return _lengthen(chain, _without_link(chain.seen - _LOOK_BACK)[:_AT_ONCE]) if chain else 0


def chain_all() -> int:
    """Chain every entry that has no place yet; waits for another process that is at it."""
    after = count = 0
    while keys := list(_without_link(after).values_list("pk", flat=True)[:_BATCH]):
        with transaction.atomic():
            chain = required(_locked())
            count += _lengthen(chain, _without_link(after).filter(pk__lte=keys[-1]))
        after = keys[-1]
    return count


def _locked(*, skip: bool = False) -> Chain | None:
    """The chain, locked; None where `skip` and another process holds it. One statement but for the first time."""
    rows = Chain.objects.select_for_update(skip_locked=skip).filter(pk=1)
    chain = rows.first()
    if chain is None and not (skip and Chain.objects.exists()):
        Chain.objects.get_or_create(pk=1)
        chain = rows.first()
    return chain


def _without_link(after: int) -> QuerySet[Entry]:
    return Entry.objects.filter(pk__gt=after, link=None).order_by("pk")


def _lengthen(chain: Chain, entries: Iterable[Entry]) -> int:
    links = []
    for entry in entries:
        chain.length, chain.seen = chain.length + 1, max(chain.seen, entry.pk)
        link = Link(position=chain.length, entry=entry)
        link.commitment = commitment_of(content_of(entry), link.salt)
        chain.digest = link.digest = link_digest(chain.length, chain.digest, link.commitment)
        links.append(link)
    if links:
        Link.objects.bulk_create(links)
        chain.save(update_fields=["length", "digest", "seen"])
    return len(links)


def sign_next(now: datetime) -> Root | None:
    """Sign the next links that no root covers yet, so many that a proof is short; None where there are none."""
    chain_all()
    with transaction.atomic():
        chain = required(_locked())
        last = Root.objects.first()
        first = last.last + 1 if last else 1
        if chain.length < first:
            return None
        until = min(chain.length, first + LINKS_OF_A_ROOT - 1)
        head = chain.digest if until == chain.length else Link.objects.get(position=until).digest
        root = Root(number=last.number + 1 if last else 1, first=first, last=until, head=head)
        root.tree = tree_root(leaves(root))
        root.previous, root.signed_at = last.digest if last else NOTHING, now
        seal(root)
        root.save(force_insert=True)
        return root


def seal(root: Root) -> None:
    """Fill in the root's digest and signature."""
    statement = statement_of(root)
    root.digest, root.signature = root_digest(statement), sign(canonical(statement))


def leaves(root: Root) -> list[str]:
    """The commitments of the links that the root covers."""
    links = Link.objects.filter(position__range=(root.first, root.last)).order_by("position")
    return list(links.values_list("commitment", flat=True))


def batches(*, size: int = 2000) -> Iterator[list[Link]]:
    """The chained links in their order, with their entries."""
    after = 0
    while batch := list(Link.objects.filter(position__gt=after).select_related("entry").order_by("position")[:size]):
        yield batch
        after = batch[-1].position
