"""Compare the whole trail with its chain and its signed roots, and name everything that does not fit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from audit.chain import batches, content_of, leaves, statement_of
from audit.hashes import NOTHING, canonical, commitment_of, link_digest, root_digest, tree_root
from audit.models import Chain, Entry, Link, Root
from audit.signatures import signer_of

# An entry has the time at which its request or task began; it may be committed this much later.
_PATIENCE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit: `kind` is "altered", "missing", "inserted", "moved", "cut" or "root"."""

    kind: str
    place: str
    detail: str

    def __str__(self):
        return f"{self.kind}: {self.place}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was compared, and what does not fit."""

    links: int
    roots: int
    unsigned: int
    waiting: int
    findings: list[Finding]


def verify() -> Verified:
    """Compare everything; `unsigned` links are chained but under no root, `waiting` entries are not chained yet."""
    findings = [*_links(), *_roots(), *_strangers()]
    length = Link.objects.count()
    last = Root.objects.first()
    waiting = Entry.objects.filter(link=None).count()
    return Verified(length, Root.objects.count(), length - (last.last if last else 0), waiting, findings)


def _strangers() -> Iterator[Finding]:
    """Entries that say they were there when a root was signed, and that it does not cover, were put in afterwards."""
    former: Root | None = None
    for root in Root.objects.order_by("number"):
        yield from _late(Q(link__position__range=(root.first, root.last)), former)
        former = root
    yield from _late(Q(link=None) | Q(link__position__gt=former.last if former else 0), former)


def _late(where: Q, root: Root | None) -> Iterator[Finding]:
    if root is not None:
        entries = Entry.objects.filter(where, recorded_at__lt=root.signed_at - _PATIENCE).order_by("pk")
        for key in entries.values_list("pk", flat=True).iterator():
            yield Finding("inserted", f"entry {key}", f"it is older than root {root.number} and not under it")


def _links() -> Iterator[Finding]:
    position, previous = 0, NOTHING
    for batch in batches():
        for link in batch:
            if link.position != position + 1:
                yield Finding("missing", f"links {position + 1} to {link.position - 1}", "their entries are gone")
            yield from _one(link, previous, continues=link.position == position + 1)
            position, previous = link.position, link.digest
    chain = Chain.objects.filter(pk=1).first()
    if (chain.length, chain.digest) != (position, previous) if chain else position:
        yield Finding("cut", f"after link {position}", "the chain's end is another")


def _one(link: Link, previous: str, *, continues: bool) -> Iterator[Finding]:
    place = f"link {link.position}, entry {link.entry_id}"
    if commitment_of(content_of(link.entry), link.salt) != link.commitment:
        yield Finding("altered", place, "the entry is not what was recorded")
    if continues and link_digest(link.position, previous, link.commitment) != link.digest:
        yield Finding("moved", place, "it does not continue the link before")


def _roots() -> Iterator[Finding]:
    number, last, previous = 0, 0, NOTHING
    for root in Root.objects.order_by("number"):
        place = f"root {root.number}"
        if (root.number, root.first, root.previous) != (number + 1, last + 1, previous):
            yield Finding("root", place, "it does not continue the root before")
        statement = statement_of(root)
        if root_digest(statement) != root.digest or not signer_of(canonical(statement), root.signature):
            yield Finding("root", place, "no trusted key signed it")
        yield from _covered(root, place)
        number, last, previous = root.number, root.last, root.digest


def _covered(root: Root, place: str) -> Iterator[Finding]:
    covered = leaves(root)
    head = Link.objects.filter(position=root.last).values_list("digest", flat=True).first()
    if len(covered) != root.last - root.first + 1:
        yield Finding("missing", place, f"it covers {root.last - root.first + 1} links, {len(covered)} are there")
    elif (tree_root(covered), head) != (root.tree, root.head):
        yield Finding("root", place, "the links are not those that were signed")
