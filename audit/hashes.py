"""The digests of the trail: pure functions over canonical bytes, so that anybody can compute them again.

docs/trail.md describes the same for those who check a proof without the portal.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256

# Each kind of content begins with a byte of its own, so that none can be taken for another.
_LEAF, _NODE, _LINK, _ROOT = b"\x00", b"\x01", b"\x02", b"\x03"
NOTHING = "0" * 64


def canonical(content: Mapping) -> bytes:
    """JSON with sorted keys, without spaces, in UTF-8."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def instant(at: datetime) -> str:
    """2026-11-30T16:59:00.000000Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def commitment_of(content: Mapping, salt: str) -> str:
    """The leaf of an entry: nobody can guess the entry from it without the salt."""
    return sha256(_LEAF + bytes.fromhex(salt) + canonical(content)).hexdigest()


def link_digest(position: int, previous: str, commitment: str) -> str:
    """The digest of a link; it depends on every link before it."""
    place = position.to_bytes(8, "big")
    return sha256(_LINK + place + bytes.fromhex(previous) + bytes.fromhex(commitment)).hexdigest()


def root_digest(statement: Mapping) -> str:
    """The digest of a root's statement: what papers print, and what the next root names."""
    return sha256(_ROOT + canonical(statement)).hexdigest()


def tree_root(leaves: Sequence[str]) -> str:
    """The root of the Merkle tree; a node without a partner moves up unchanged."""
    return _levels(leaves)[-1][0].hex()


def path_to(leaves: Sequence[str], index: int) -> list[tuple[str, str]]:
    """What must be hashed with the leaf, from below: ("left" or "right", digest)."""
    path = []
    for level in _levels(leaves)[:-1]:
        partner = index ^ 1
        if partner < len(level):
            path.append(("left" if partner < index else "right", level[partner].hex()))
        index //= 2
    return path


def root_by_path(leaf: str, path: Sequence[tuple[str, str]]) -> str:
    """The root that this path leads to."""
    node = bytes.fromhex(leaf)
    for side, partner in path:
        other = bytes.fromhex(partner)
        node = _node(other, node) if side == "left" else _node(node, other)
    return node.hex()


def _levels(leaves: Sequence[str]) -> list[list[bytes]]:
    levels = [[bytes.fromhex(leaf) for leaf in leaves]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = (below[place : place + 2] for place in range(0, len(below), 2))
        levels.append([_node(*pair) if len(pair) == 2 else pair[0] for pair in pairs])
    return levels


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(_NODE + left + right).digest()
