"""What the pages of the registry and the archive read."""

from typing import Any

from django.db.models import QuerySet

from communes.models import Cycle
from communes.queries import cycles_visible_to
from records.models import Release


def kept_cycles(user: Any) -> QuerySet[Cycle]:
    """The years whose registry this person may open: those that they may see."""
    return cycles_visible_to(user)


def releases_of(cycle: Cycle) -> list[Release]:
    """The written releases of a year, the newest first."""
    return list(Release.objects.filter(cycle=cycle).select_related("file__inspection", "recorded_by"))


def released_years() -> set[int]:
    """The years whose files may be deleted after their retention."""
    return set(Release.objects.order_by().values_list("cycle__year", flat=True).distinct())
