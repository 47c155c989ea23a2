"""Write to the trail."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model

from audit.chain import chain_after_commit, sign_next
from audit.models import Entry, Root

_ONE_SITTING = timedelta(hours=1)


def record(verb: str, *, by: Any, now: datetime, on: Model, label: str = "", **facts: object) -> Entry:
    """Write one entry on the trail, in the caller's transaction.

    `by` is the person, or None for the portal itself; `now` is the time passed to the calling service. `facts` are what
    the verb's sentence needs, JSON-serialisable.
    `label` names the target where its own text would cost a query.
    """
    entry = Entry.objects.create(
        verb=verb,
        actor=by,
        target_type=on._meta.label_lower,
        target_key=str(on.pk),
        target_label=label or str(on)[:300],
        facts=facts,
        recorded_at=now,
    )
    chain_after_commit()
    return entry


def sign_trail(*, now: datetime) -> Root | None:
    """Chain what still waits and sign every link that no root covers; the last root, or None for nothing new."""
    last = None
    while root := sign_next(now):
        last = root
    return last


def record_once(verb: str, *, by: Any, now: datetime, on: Model, same: str = "", **more: Any) -> Entry | None:
    """Write one entry for automatic saves: none where this person's last entry on `on` says the same.

    That entry must be of the last hour, with no entry of another person after it. `same` names a fact that must agree,
    too; `more` as for `record`.
    """
    about = Entry.objects.filter(target_type=on._meta.label_lower, target_key=str(on.pk))
    last = about.order_by("-pk").values("verb", "actor", "recorded_at", "facts").first()
    if last and (last["verb"], last["actor"]) == (verb, by.pk) and now - last["recorded_at"] < _ONE_SITTING:
        is_said = not same or last["facts"].get(same) == more.get(same)
    else:
        is_said = False
    return None if is_said else record(verb, by=by, now=now, on=on, **more)
