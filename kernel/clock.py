"""The only clock of the portal: views, commands and tasks read it; services receive the time as an argument."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from kernel.deadlines import CITY_ZONE


def now() -> datetime:
    """The present moment; in a demonstration, the present time of day on the demonstration's date."""
    instant = timezone.now()
    if not settings.DEMONSTRATION_DAY:
        return instant
    day = date.fromisoformat(settings.DEMONSTRATION_DAY)
    return datetime.combine(day, instant.astimezone(CITY_ZONE).time(), tzinfo=CITY_ZONE)


def running() -> datetime:
    """The real present moment, also in a demonstration: for waits of minutes, which midnight must not make a day."""
    return timezone.now()
