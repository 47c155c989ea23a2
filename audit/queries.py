"""Queries of the trail."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import CharField, Exists, Max, Model, OuterRef
from django.db.models.functions import Cast

from audit.models import Entry


def trail_of(
    *targets: Model, limit: int = 30, without: Collection[str] = (), verbs: Collection[str] = ()
) -> list[Entry]:
    """The latest entries about any of `targets`, the newest first, with their actors.

    None of the verbs `without`; only those of `verbs`, where some are named.
    """
    entries = Entry.objects.none()
    for target in targets:
        entries |= Entry.objects.filter(target_type=target._meta.label_lower, target_key=str(target.pk))
    entries = entries.exclude(verb__in=without)
    if verbs:
        entries = entries.filter(verb__in=verbs)
    return list(entries.select_related("actor").order_by("-pk")[:limit])


def latest_moments(verbs: Collection[str], keys: Collection[int], *, of: type[Model]) -> dict[int, datetime]:
    """When one of `verbs` was last done to each of these objects, by primary key; one query."""
    entries = Entry.objects.filter(target_type=of._meta.label_lower, target_key__in=[str(key) for key in keys])
    rows = entries.filter(verb__in=verbs).order_by().values_list("target_key").annotate(Max("recorded_at"))
    return {int(key): at for key, at in rows}


def is_on_trail(verb: str, *, of: type[Model]) -> Exists:
    """Whether this was ever done to an object: an annotation for its own query."""
    entries = Entry.objects.filter(target_type=of._meta.label_lower, verb=verb)
    return Exists(entries.filter(target_key=Cast(OuterRef("pk"), CharField())))


def latest_of(target: Model, verbs: Collection[str]) -> Entry | None:
    """The latest of these verbs on the object, with its actor."""
    entries = Entry.objects.filter(target_type=target._meta.label_lower, target_key=str(target.pk), verb__in=verbs)
    return entries.select_related("actor").order_by("-pk").first()
