"""Ranking of totals."""

from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def rank(totals: Mapping[K, Decimal]) -> dict[K, int]:
    """Competition ranking, best first: equal totals share a rank and the next rank is skipped (1, 2, 2, 4).

    Raises:
        TypeError: a total is not a Decimal.
    """
    for total in totals.values():
        if not isinstance(total, Decimal):
            raise TypeError(f"points are Decimal, not {type(total).__name__}")
    first_place: dict[Decimal, int] = {}
    for place, total in enumerate(sorted(totals.values(), reverse=True), start=1):
        first_place.setdefault(total, place)
    return {key: first_place[total] for key, total in totals.items()}
