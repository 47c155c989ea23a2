"""Count attempts in the database: all workers share the counts, and nothing flushes them (decision 0023)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from accounts.limits import Use
from accounts.models import Throttle


def spend(uses: Sequence[Use], *, now: datetime) -> timedelta:
    """Count one attempt in all of its limits, or in none where one is used up.

    Returns how long to wait, zero if not at all.

    The attempt is counted before it is made, so that many at once cannot exceed a limit; a right one is given back.
    """
    with transaction.atomic():
        counters = _locked(uses, now)
        starts = {use: max(counters[use.key].clears_at, now) for use in uses}
        waits = [starts[use] - now - use.limit.pause * (use.limit.burst - 1) for use in uses]
        longest = max(waits, default=timedelta())
        if longest > timedelta():
            return longest
        for use in uses:
            counters[use.key].clears_at = starts[use] + use.limit.pause
        Throttle.objects.bulk_update(counters.values(), ["clears_at"])
    return timedelta()


def give_back(uses: Sequence[Use], *, now: datetime) -> None:
    """The attempt was right: it is not counted."""
    with transaction.atomic():
        counters = _locked(uses, now)
        for use in uses:
            counters[use.key].clears_at = max(now, counters[use.key].clears_at - use.limit.pause)
        Throttle.objects.bulk_update(counters.values(), ["clears_at"])


def _locked(uses: Sequence[Use], now: datetime) -> dict[str, Throttle]:
    """The rows of these limits, created where missing and locked in a fixed order."""
    keys = sorted({use.key for use in uses})
    # A conflicting insert locks the existing row on both engines, and does not change its moment.
    rows = [Throttle(key=key, clears_at=now) for key in keys]
    Throttle.objects.bulk_create(rows, update_conflicts=True, unique_fields=["key"], update_fields=["key"])
    return {row.key: row for row in Throttle.objects.filter(key__in=keys)}
