"""How papers write a unit's name: the kind is capitalised before a person's name or a number (Decree 30, II).

Appendix II of Decree 30/2020/NĐ-CP writes "Phường Lê Thanh Nghị" and "Quận 1", but "xã An Lão".
"""

import csv
from functools import cache
from pathlib import Path

from communes.models import Commune

NAMED_AFTER = Path(__file__).with_name("data") / "named_after.csv"
"""The units whose name is that of a person, each with the person and the source."""
KIND_WORDS: dict[str, str] = {
    Commune.Kind.COMMUNE: "xã",
    Commune.Kind.WARD: "phường",
    Commune.Kind.SPECIAL_ZONE: "đặc khu",
}


def has_capital_kind(name: str) -> bool:
    """True where the unit is named after a person, or by a number."""
    return name in _named_after() or name.isdecimal()


def paper_name(commune: Commune) -> str:
    """The unit inside a sentence of a paper: "xã An Lão", "Phường Lê Thanh Nghị"."""
    return unit_paper_name(commune.kind, commune.name)


def unit_paper_name(kind: str, name: str) -> str:
    """The same by kind and name, for lists that read values."""
    word = KIND_WORDS[kind]
    return f"{word.capitalize() if has_capital_kind(name) else word} {name}"


@cache
def _named_after() -> frozenset[str]:
    with NAMED_AFTER.open(encoding="utf-8", newline="") as lines:
        return frozenset(row["name"] for row in csv.DictReader(lines))
