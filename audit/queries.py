"""Reads of the trail."""

from collections.abc import Collection

from django.db.models import Model

from audit.models import Entry


def trail_of(*targets: Model, most: int = 30, without: Collection[str] = ()) -> list[Entry]:
    """The latest lines about any of `targets`, the newest first, with who wrote them; none of the verbs `without`."""
    entries = Entry.objects.none()
    for target in targets:
        entries |= Entry.objects.filter(target_type=target._meta.label_lower, target_key=str(target.pk))
    entries = entries.exclude(verb__in=without)
    return list(entries.select_related("actor").order_by("-pk")[:most])
