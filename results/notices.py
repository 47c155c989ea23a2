"""Whom the portal tells what on this floor."""

from datetime import datetime

from django.urls import reverse

from accounts.models import COMMUNE_ROLES
from accounts.queries import people_with_role
from communes.models import Cycle
from notifications.services import notify


def results_published(cycle: Cycle, *, now: datetime) -> None:
    """The year's results are public: every commune is told."""
    path = reverse("results:public_year", args=[cycle.year])
    notify(
        kind="results.results_published", people=people_with_role(*COMMUNE_ROLES), path=path, now=now, year=cycle.year
    )
