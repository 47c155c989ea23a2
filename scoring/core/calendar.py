"""The dates that the decree itself fixes, apart from those of a cycle [R4]."""

from datetime import date


def assessed_from(year: int) -> date:
    """The first day on which a year is assessed and recognised: 1 December [R4]."""
    return date(year, 12, 1)
