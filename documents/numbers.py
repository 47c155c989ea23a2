"""Figures as people read them: 94,75 in Vietnamese, 94.75 in English."""

from decimal import Decimal

from django.utils import formats


def points_text(points: Decimal | None, *, places: int | None = None) -> str:
    """Points in the active language: trailing zeros dropped, or exactly `places` decimals; a dash for none."""
    if points is None:
        return "–"
    plain = format(points.normalize() + 0, "f") if places is None else f"{points:.{places}f}"
    return plain.replace(".", formats.get_format("DECIMAL_SEPARATOR"))
