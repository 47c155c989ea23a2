"""Whom the portal tells what in this app."""

from datetime import datetime

from django.urls import reverse

from accounts.queries import people_of_units
from communes.models import Cycle
from notifications.services import notify
from scoring.models import Rubric


def table_corrected(cycle: Cycle, rubric: Rubric, *, moves: str, now: datetime) -> None:
    """Figures of the running year's table were corrected by the city: every unit looks at its own points."""
    units = cycle.registrations.values_list("commune__code", flat=True)
    people = [person for persons in people_of_units(units).values() for person in persons]
    facts = {"year": cycle.year, "decision": rubric.decision.number, "day": f"{rubric.decision.dated_on:%d/%m/%Y}"}
    path = reverse("scoring:rubric", args=[rubric.code])
    notify(kind="scoring.table_corrected", people=people, path=path, now=now, moves=moves, **facts)
