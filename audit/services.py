"""Writing to the trail."""

from datetime import datetime

from django.db.models import Model

from audit.models import Entry


def record(verb: str, *, by, now: datetime, on: Model, label: str = "", **facts) -> Entry:
    """Write one line on the trail, in the caller's transaction.

    `by` is the person, or None for the portal itself; `now` is what the calling service was told. `facts` are what
    the verb's sentence needs, JSON-ready.
    `label` names the target where its own text would cost a query.
    """
    return Entry.objects.create(
        verb=verb,
        actor=by,
        target_type=on._meta.label_lower,
        target_key=str(on.pk),
        target_label=label or str(on)[:300],
        facts=facts,
        recorded_at=now,
    )
