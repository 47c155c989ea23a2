"""Shares as whole percents, one way everywhere. Pure."""

from decimal import Decimal
from math import floor


def whole_percent(part: int | Decimal, whole: int | Decimal) -> int | None:
    """How many whole percent of `whole` are reached; None of nothing.

    Never rounded up: 100 stands only where all is there.
    """
    return floor(100 * part / whole) if whole else None
