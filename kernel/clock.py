"""The one clock that views, commands and tasks read; services are told the time."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from kernel.deadlines import CITY_ZONE


def now() -> datetime:
    """This instant; in a demonstration, this time of day on the demonstration's own day."""
    instant = timezone.now()
    if not settings.DEMONSTRATION_DAY:
        return instant
    day = date.fromisoformat(settings.DEMONSTRATION_DAY)
    return datetime.combine(day, instant.astimezone(CITY_ZONE).time(), tzinfo=CITY_ZONE)


def running() -> datetime:
    """This instant, in a demonstration too: for what waits some minutes, and must not wait a day at midnight."""
    return timezone.now()
