"""Undecided breaches of a year: until when they wait, and which are reported as open [R3, S4]."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from appraisal.models import Breach
from communes.deadlines import due
from communes.models import Cycle, Registration
from kernel.deadlines import CITY_ZONE


def open_breach_units(cycle: Cycle) -> QuerySet[Registration]:
    """The units of the year with a proposed breach that the lead has neither confirmed nor dismissed."""
    units = Registration.objects.filter(cycle=cycle, breaches__state=Breach.State.PROPOSED).distinct()
    return units.order_by("commune__code").select_related("commune", "cycle")


def units_to_resolve_first(cycle: Cycle, *, now: datetime) -> Iterator[Registration]:
    """The units whose open breach can still be decided before the report is due; the others are reported as open [R3].

    This holds while the last day of the report has not come, and the commune has answered or its days end before it.
    """
    last = due(cycle.report_before, now=now).last_day
    if now.astimezone(CITY_ZONE).date() >= last:
        return
    heard_in_time = Q(breaches__answer__isnull=False) | Q(breaches__answer_before__isnull=True)
    heard_in_time |= Q(breaches__answer_before__lte=last)
    units = open_breach_units(cycle).filter(Q(breaches__state=Breach.State.PROPOSED) & heard_in_time)
    yield from units
