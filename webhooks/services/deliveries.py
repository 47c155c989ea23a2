"""Announce events, deliver them, and try again with growing pauses."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from accounts.models import User
from accounts.secrets import UnreadableSecretError, decrypt
from audit.services import record
from kernel.refusals import refuse_if
from webhooks import tasks
from webhooks.models import Delivery, Endpoint, Event
from webhooks.policies import resending_problems
from webhooks.sending import Answer, send

# The pauses before another try, as the standard recommends; after the last try the delivery is given up.
PAUSES = (
    timedelta(seconds=5),
    *(timedelta(minutes=minutes) for minutes in (5, 30)),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
# A worker that has not ended after this time was broken off; another may take the delivery.
_LEASE = timedelta(minutes=2)
State = Delivery.State


def announce(kind: str, data: Mapping[str, object], *, now: datetime) -> Event:
    """Keep an event, which the API's change feed shows too, and queue its deliveries, in the transaction of the act."""
    endpoints = list(Endpoint.objects.select_for_update(of=("self",), no_key=True).filter(removed_at=None))
    payload = {"type": kind, "timestamp": now.isoformat(), "data": dict(data)}
    event = Event.objects.create(kind=kind, payload=payload, happened_at=now)
    for endpoint in endpoints:
        delivery = Delivery.objects.create(endpoint=endpoint, event=event, next_try_at=now)
        tasks.deliver_webhook.enqueue(delivery.pk)
    return event


def deliver(*, delivery_id: int, now: datetime) -> Answer | None:
    """Send one delivery that is due, and keep the answer; None where another worker has it, or it is settled."""
    claimed = Delivery.objects.filter(pk=delivery_id, state=State.WAITING, next_try_at__lte=now)
    lease = now + _LEASE
    if not claimed.update(tries=F("tries") + 1, next_try_at=lease):
        return None
    delivery = Delivery.objects.select_related("endpoint", "event").get(pk=delivery_id)
    try:
        secret = decrypt(delivery.endpoint.secret)
    except UnreadableSecretError:
        answer = Answer(None, "the secret cannot be decrypted")
    else:
        body = json.dumps(delivery.event.payload, ensure_ascii=False, separators=(",", ":")).encode()
        message_id = f"msg_{delivery.event.public_id.hex}"
        answer = send(url=delivery.endpoint.url, secret=secret, message_id=message_id, body=body, now=now)
    _keep(delivery, answer, lease, now)
    return answer


def _keep(delivery: Delivery, answer: Answer, lease: datetime, now: datetime) -> None:
    """Write the answer, unless another worker took over or the address was removed meanwhile."""
    facts = {"last_status": answer.status, "last_error": answer.error}
    mine = Delivery.objects.filter(pk=delivery.pk, state=State.WAITING, next_try_at=lease)
    if answer.is_accepted or answer.is_gone or delivery.tries > len(PAUSES):
        state = State.DELIVERED if answer.is_accepted else State.FAILED
        mine.update(state=state, next_try_at=None, settled_at=now, **facts)
        return
    again_at = now + PAUSES[delivery.tries - 1]
    with transaction.atomic():
        kept = mine.update(next_try_at=again_at, **facts)
        if kept and tasks.deliver_webhook.get_backend().supports_defer:
            tasks.deliver_webhook.using(run_after=again_at).enqueue(delivery.pk)


def deliver_due(*, now: datetime) -> tuple[int, int]:
    """Try everything that is due and that a worker missed; returns how many were tried, and how many not accepted."""
    due = Delivery.objects.filter(state=State.WAITING, next_try_at__lte=now).order_by("next_try_at", "pk")
    answers = [deliver(delivery_id=pk, now=now) for pk in list(due.values_list("pk", flat=True))]
    tried = [answer for answer in answers if answer is not None]
    return len(tried), sum(not answer.is_accepted for answer in tried)


@transaction.atomic
def send_again(*, delivery: Delivery, by: User, now: datetime) -> Delivery:
    """Send a settled delivery once more, with the same message id, by which the receiver knows it.

    Raises:
        Refused: it still waits, or its address was removed.
    """
    endpoint = Endpoint.objects.select_for_update(of=("self",)).get(pk=delivery.endpoint_id)
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("endpoint", "event").get(pk=delivery.pk)
    refuse_if(resending_problems(delivery))
    delivery.state, delivery.tries, delivery.next_try_at, delivery.settled_at = State.WAITING, 0, now, None
    delivery.save(update_fields=["state", "tries", "next_try_at", "settled_at"])
    record("webhooks.send_again", by=by, now=now, on=endpoint, event=delivery.event.kind)
    tasks.deliver_webhook.enqueue(delivery.pk)
    return delivery
