"""Reads of the trail."""

from django.db.models import Model

from audit.models import Entry


def trail_of(*targets: Model, most: int = 30) -> list[Entry]:
    """The latest lines about any of `targets`, the newest first, with who wrote them."""
    entries = Entry.objects.none()
    for target in targets:
        entries |= Entry.objects.filter(target_type=target._meta.label_lower, target_key=str(target.pk))
    return list(entries.select_related("actor").order_by("-pk")[:most])
