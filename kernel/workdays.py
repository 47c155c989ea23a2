"""Working days in Viet Nam: Monday to Friday without the public holidays, including the lunar ones. Pure functions."""

from datetime import date
from functools import cache

from holidays import HolidayBase, country_holidays

_NAMES = {"vi": "vi", "en": "en_US"}


@cache
def _holidays(language: str = "vi") -> HolidayBase:
    """The public holidays with their names in this language, computed for each year when first needed."""
    return country_holidays("VN", language=_NAMES.get(language, "vi"))


def holiday_name(day: date, language: str = "vi") -> str:
    """The name of the public holiday on this day; "" where it is none."""
    return str(_holidays(language).get(day) or "")


def is_working_day(day: date) -> bool:
    """True where this day is no weekend and no public holiday."""
    return day.weekday() < 5 and not holiday_name(day)


def working_day_after(day: date, number: int) -> date:
    """The working day that comes `number` working days after `day`.

    Raises:
        ValueError: `number` is below one.
    """
    if number < 1:
        raise ValueError("a working day after another is the first at least")
    return _holidays().get_nth_working_day(day, number)
