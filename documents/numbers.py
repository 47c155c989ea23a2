"""Figures and dates as people read them: 94,75 in Vietnamese, 94.75 in English; days as official papers write them."""

from datetime import date, time
from decimal import Decimal
from math import floor

from django.utils import formats

_BLANK = "...."


def points_text(points: Decimal | None, *, places: int | None = None) -> str:
    """Points in the active language: trailing zeros dropped, or exactly `places` decimals; a dash for none."""
    if points is None:
        return "–"
    plain = format(points.normalize() + 0, "f") if places is None else f"{points:.{places}f}"
    return plain.replace(".", formats.get_format("DECIMAL_SEPARATOR"))


def trail_text(points: Decimal | None) -> str:
    """Points as the trail keeps them: "94,75", a dash for none; readers see the decimal sign of their language."""
    return "–" if points is None else f"{points:.2f}".replace(".", ",")


def data_text(points: Decimal | None) -> str | None:
    """Points as data, for files and programs: text with exactly two decimals and a point, or nothing."""
    return None if points is None else f"{points:.2f}"


def signed_text(points: Decimal | None) -> str:
    """A difference in two decimals with its sign (a true minus), 0,00 without one; a dash for none."""
    if not points:
        return points_text(points, places=2)
    return f"{'+' if points > 0 else '−'}{points_text(abs(points), places=2)}"


def hour_in_words(hour: time | None) -> str:
    """ "08 giờ 30 phút"; "08 giờ" on the hour; dots where it is to be filled in by hand."""
    if hour is None:
        return f"{_BLANK} giờ {_BLANK} phút"
    return f"{hour.hour:02} giờ {hour.minute:02} phút" if hour.minute else f"{hour.hour:02} giờ"


def date_in_words(day: date | None, *, year: int | None = None) -> str:
    """ "ngày 05 tháng 02 năm 2026", always in Vietnamese: papers are.

    Days below 10 and the months January and February take a leading zero (Decree 30/2020/NĐ-CP, Appendix I).
    Without a day the places stay dotted, to be filled in by hand; `year` then prints the year alone.
    """
    if day is None:
        return f"ngày {_BLANK} tháng {_BLANK} năm {year or _BLANK}"
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def whole_percent(part: int | Decimal, whole: int | Decimal) -> int | None:
    """How many whole percent of `whole` are reached; None of nothing. Never rounded up: 100 stands only for all."""
    return floor(100 * part / whole) if whole else None
