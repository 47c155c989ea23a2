"""Rows in the order that a reader chose."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

Row = TypeVar("Row")


def in_order(rows: Iterable[Row], key: Callable[[Row], Any] | None, *, backwards: bool = False) -> list[Row]:
    """Rows by `key`, those without a value last either way; without a key as they come. Equal rows keep their order."""
    rows = list(rows)
    if key is None:
        return rows[::-1] if backwards else rows
    known = [row for row in rows if key(row) is not None]
    return sorted(known, key=key, reverse=backwards) + [row for row in rows if key(row) is None]
