"""The decree's deadline "Trước ngày d/m" means before that day, the day itself excluded [R1-R3]. Pure functions."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CITY_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def deadline(day: date) -> datetime:
    """The first instant that is too late for "Trước ngày `day`": 00:00 of that day in the city [R1-R3].

    Raises:
        TypeError: `day` is a datetime; the rule is about days.
    """
    if isinstance(day, datetime):
        raise TypeError("a deadline is a day, not an instant")
    return datetime.combine(day, time.min, tzinfo=CITY_ZONE)


def last_day(day: date) -> date:
    """The last whole day that "Trước ngày `day`" still accepts."""
    return day - timedelta(days=1)


def days_left(day: date, *, now: datetime) -> int:
    """Whole days (city time) from today to the last accepted day: 0 on that day, negative after it."""
    return (last_day(day) - now.astimezone(CITY_ZONE).date()).days


def lies_ahead(day: date, *, now: datetime) -> bool:
    """True while this day has not begun in the city."""
    return deadline(day) > now


def day_began(now: datetime) -> datetime:
    """The first instant of the current day in the city."""
    return deadline(now.astimezone(CITY_ZONE).date())
