"""A proof that an entry stands on the trail: everything that is needed to verify it without the portal."""

from typing import Any

from audit.chain import content_of, leaves, statement_of
from audit.hashes import canonical, path_to
from audit.models import Entry, Root
from audit.signatures import public_key, signer_of

FORMAT = "friendly_gov trail proof 1"


def root_over(entry: Entry) -> Root | None:
    """The root that covers the entry; None before it is signed."""
    link = getattr(entry, "link", None)
    return Root.objects.filter(last__gte=link.position).order_by("number").first() if link else None


def proof_of(entry: Entry) -> dict[str, Any] | None:
    """The proof of an entry; None before a root covers it."""
    root = root_over(entry)
    if root is None:
        return None
    statement = canonical(statement_of(root))
    return {
        "format": FORMAT,
        "entry": canonical(content_of(entry)).decode(),
        "salt": entry.link.salt,
        "path": path_to(leaves(root), entry.link.position - root.first),
        **signed(root, statement),
    }


def signed(root: Root, statement: bytes) -> dict[str, str]:
    """A root as it is published."""
    key = signer_of(statement, root.signature) or public_key()
    return {"root": statement.decode(), "signature": root.signature, "public_key": key}


def published_roots() -> list[dict[str, str]]:
    """Every signed root, the latest first: anybody may keep them."""
    return [{"digest": root.digest, **signed(root, canonical(statement_of(root)))} for root in Root.objects.all()]


def latest_root() -> Root | None:
    """The root that papers print."""
    return Root.objects.first()
