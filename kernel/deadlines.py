"""The decree's "Trước ngày d/m": before that day, the day itself excluded [R1-R3]. Pure."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CITY_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def deadline(day: date) -> datetime:
    """The first instant that a "Trước ngày `day`" rule refuses: 00:00 of that day in the city [R1-R3].

    Raises:
        TypeError: `day` is a datetime; the rule speaks of days.
    """
    if isinstance(day, datetime):
        raise TypeError("a deadline is a day, not an instant")
    return datetime.combine(day, time.min, tzinfo=CITY_ZONE)


def last_day(day: date) -> date:
    """The last whole day that a "Trước ngày `day`" rule still accepts."""
    return day - timedelta(days=1)


def days_left(day: date, *, now: datetime) -> int:
    """Whole city days from today to the last accepted day: 0 on that very day, negative once it is over."""
    return (last_day(day) - now.astimezone(CITY_ZONE).date()).days


def lies_ahead(day: date, *, now: datetime) -> bool:
    """Has this day not begun yet in the city?"""
    return deadline(day) > now


def day_began(now: datetime) -> datetime:
    """The first instant of the present day in the city."""
    return deadline(now.astimezone(CITY_ZONE).date())
