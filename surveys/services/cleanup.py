"""Delete the records that limit submissions, after a day."""

from datetime import datetime

from kernel.deadlines import CITY_ZONE
from surveys.limits import MAX_AGE
from surveys.models import NetworkCount, SpentForm


def forget_forms(*, now: datetime) -> tuple[int, int]:
    """Delete forms that would be too old to send again, and counts of networks of earlier days; how many of each."""
    forms, _ = SpentForm.objects.filter(opened_at__lt=now - 2 * MAX_AGE).delete()
    counts, _ = NetworkCount.objects.filter(day__lt=now.astimezone(CITY_ZONE).date()).delete()
    return forms, counts
