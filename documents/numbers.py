"""Numbers and dates for people: 94,75 in Vietnamese, 94.75 in English; dates as official papers write them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from math import floor

from django.utils import formats

from kernel.problems import StrOrPromise

_BLANK = "...."


def points_text(points: Decimal | None, *, places: int | None = None) -> str:
    """Points in the active language: without trailing zeros, or with exactly `places` decimals; a dash for None."""
    if points is None:
        return "–"
    plain = format(points.normalize() + 0, "f") if places is None else f"{points:.{places}f}"
    return plain.replace(".", formats.get_format("DECIMAL_SEPARATOR"))


def trail_text(points: Decimal | None) -> str:
    """Points as the trail stores them: "94,75", a dash for None; readers see the decimal sign of their language."""
    return "–" if points is None else f"{points:.2f}".replace(".", ",")


def data_text(points: Decimal | None) -> str | None:
    """Points as data, for files and programs: text with exactly two decimals and a point, or ""."""
    return None if points is None else f"{points:.2f}"


def signed_text(points: Decimal | None) -> str:
    """A difference with two decimals and a sign (a true minus), 0,00 without one; a dash for None."""
    if not points:
        return points_text(points, places=2)
    return f"{'+' if points > 0 else '−'}{points_text(abs(points), places=2)}"


def hour_in_words(hour: time | None) -> str:
    """ "08 giờ 30 phút"; "08 giờ" on the hour; dots to fill in by hand where it is None."""
    if hour is None:
        return f"{_BLANK} giờ {_BLANK} phút"
    return f"{hour.hour:02} giờ {hour.minute:02} phút" if hour.minute else f"{hour.hour:02} giờ"


def date_in_words(day: date | None, *, year: int | None = None) -> str:
    """ "ngày 05 tháng 02 năm 2026", always in Vietnamese, as papers are.

    Days below 10 and the months January and February have a leading zero (Decree 30/2020/NĐ-CP, Appendix I).
    Without a date there are dots to fill in by hand; `year` then prints only the year.
    """
    if day is None:
        return f"ngày {_BLANK} tháng {_BLANK} năm {year or _BLANK}"
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def whole_percent(part: int | Decimal, whole: int | Decimal) -> int | None:
    """Whole percent of `whole`; None where that is 0. Never rounded up: 100 means all."""
    return floor(100 * part / whole) if whole else None


class CountWords(Mapping[str, StrOrPromise]):
    """How a number of things reads on the trail, for `register_facts`: "without a file", "with 3 files".

    `some` is given the number, because its words depend on it.
    """

    def __init__(self, none: StrOrPromise, some: Callable[[int], str]):
        self._none, self._some = none, some

    def __getitem__(self, number: str) -> StrOrPromise:
        try:
            count = int(number)
        except ValueError:
            raise KeyError(number) from None
        return self._some(count) if count else self._none

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
