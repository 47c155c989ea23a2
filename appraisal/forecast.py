"""When an appraisal will be finished at its present pace, compared with its deadline [R3]. Pure.

Working days are Monday to Friday; scores of a weekend count for the Friday before. The present day counts as
far as it has passed: its remaining part is added to the forecast, and it never lowers the pace.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil

LAST_DAYS = 5
"""How many working days the pace is taken from."""
TIGHT_BELOW = 2
"""With fewer working days than these to spare it is tight."""
FEWEST_DAYS = 2
"""With fewer working days of scores than these, nothing is foretold."""


class Verdict(StrEnum):
    """The forecast compared with the deadline for scoring everything."""

    ON_TIME = "on_time"
    TIGHT = "tight"
    LATE = "late"
    TOO_EARLY = "too_early"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Forecast:
    """The day on which the last criterion is expected, and the working days between it and the last accepted day.

    `pace` is criteria per working day; `expected` and `spare` are None where there is no pace, or nothing
    left.
    """

    verdict: Verdict
    pace: Decimal
    expected: date | None = None
    spare: int | None = None

    @property
    def over(self) -> int:
        """The number of working days by which it is late."""
        return -min(self.spare or 0, 0)


def forecast(
    scored: Mapping[date, int], *, left: int, today: date, report_before: date, last_days: int = LAST_DAYS
) -> Forecast:
    """The forecast for the `left` criteria from the last working days [R3].

    `scored` is the number of criteria scored per day; `report_before` itself is too late.

    Raises:
        ValueError: `left` is negative, or there is no day to look at.
    """
    if left < 0 or last_days < 1:
        raise ValueError("a forecast needs criteria from 0 and days from 1")
    days = _by_working_day(scored)
    pace = _pace(days, today=today, last_days=last_days)
    shown = Decimal(round(pace * 10)).scaleb(-1)
    if not left:
        return Forecast(Verdict.DONE, shown)
    if today >= report_before and not pace:
        return Forecast(Verdict.LATE, shown)
    if today < report_before and sum(day < today for day in days) < FEWEST_DAYS:
        return Forecast(Verdict.TOO_EARLY, shown)
    if not pace:
        return Forecast(Verdict.LATE, shown)
    expected = _expected(pace, left=left, done_today=days.get(today, 0), today=today)
    spare = working_days_to_spare(expected, report_before)
    return Forecast(_verdict(spare), shown, expected, spare)


def _verdict(spare: int) -> Verdict:
    if spare < 0:
        return Verdict.LATE
    return Verdict.TIGHT if spare < TIGHT_BELOW else Verdict.ON_TIME


def _pace(days: Mapping[date, int], *, today: date, last_days: int) -> Fraction:
    """Criteria per working day over the last whole ones, and over those since the first criterion was scored."""
    begun = [day for day in days if day < today]
    if not begun:
        return Fraction(0)
    until = _next_day(today - timedelta(days=1), back=True)
    window = min(last_days, working_days(min(begun), today))
    since = until
    for _ in range(window - 1):
        since = _next_day(since - timedelta(days=1), back=True)
    return Fraction(sum(count for day, count in days.items() if since <= day <= until), window)


def _expected(pace: Fraction, *, left: int, done_today: int, today: date) -> date:
    """The working day on which the last criterion will be scored; today is counted."""
    if today != _next_day(today):
        return _ahead(_next_day(today), ceil(left / pace) - 1)
    rest = left - max(pace - done_today, Fraction(0))
    return _ahead(today, max(ceil(rest / pace), 0))


def working_days_to_spare(expected: date, before: date) -> int:
    """Working days after `expected` that "Trước ngày `before`" still accepts; negative where it is late."""
    if expected < before:
        return working_days(expected + timedelta(days=1), before)
    return -working_days(before, expected + timedelta(days=1))


def working_days(first: date, before: date) -> int:
    """The number of Mondays to Fridays from `first` to the day before `before`; 0 where that comes first."""
    weeks, rest = divmod(max((before - first).days, 0), 7)
    return 5 * weeks + sum(is_working_day(first + timedelta(days=7 * weeks + number)) for number in range(rest))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5


def _by_working_day(scored: Mapping[date, int]) -> dict[date, int]:
    days: dict[date, int] = {}
    for day, count in scored.items():
        if count > 0:
            worked = _next_day(day, back=True)
            days[worked] = days.get(worked, 0) + count
    return days


def _next_day(day: date, *, back: bool = False) -> date:
    """This day, or else the nearest working day after it, or before it."""
    while not is_working_day(day):
        day += timedelta(days=-1 if back else 1)
    return day


def _ahead(day: date, number: int) -> date:
    """The working day that comes `number` working days after a working day."""
    weeks, rest = divmod(number, 5)
    day += timedelta(weeks=weeks)
    for _ in range(rest):
        day = _next_day(day + timedelta(days=1))
    return day
