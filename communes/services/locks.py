"""The lock of a year, the first in the lock order (docs/decisions/0048)."""

from django.db.models import QuerySet

from communes.models import Cycle, Registration


def lock_cycle(pk: int) -> Cycle:
    """The year, reloaded and locked until the transaction ends. Taken before any dossier of the year.

    `no_key`: rows that only refer to the year may be written meanwhile.
    """
    return Cycle.objects.select_for_update(no_key=True).get(pk=pk)


def lock_registration(registration: Registration) -> Registration:
    """A unit's entry, reloaded and locked until the transaction ends."""
    rows = Registration.objects.select_for_update(of=("self",)).select_related("commune", "cycle", "decided_by")
    return rows.get(pk=registration.pk)


def lock_cycles_of(entries: QuerySet[Registration]) -> None:
    """Lock the years of these entries, always in the same order; usually one."""
    for pk in entries.order_by("cycle").values_list("cycle", flat=True).distinct():
        lock_cycle(pk)
