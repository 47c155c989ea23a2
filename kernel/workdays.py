"""Working days in Viet Nam: Mondays to Fridays without the public holidays, the lunar ones included. Pure."""

from datetime import date
from functools import cache

from holidays import HolidayBase, country_holidays

_NAMES = {"vi": "vi", "en": "en_US"}


@cache
def _holidays(language: str = "vi") -> HolidayBase:
    """The public holidays with their names in this language, computed year by year as they are asked for."""
    return country_holidays("VN", language=_NAMES.get(language, "vi"))


def holiday_name(day: date, language: str = "vi") -> str:
    """What is celebrated on this day; "" where it is no public holiday."""
    return str(_holidays(language).get(day) or "")


def is_working_day(day: date) -> bool:
    """Is this day neither a Saturday or Sunday nor a public holiday?"""
    return day.weekday() < 5 and not holiday_name(day)


def working_day_after(day: date, number: int) -> date:
    """The working day that comes `number` working days after `day`.

    Raises:
        ValueError: fewer than one is asked for.
    """
    if number < 1:
        raise ValueError("a working day after another is the first at least")
    return _holidays().get_nth_working_day(day, number)
