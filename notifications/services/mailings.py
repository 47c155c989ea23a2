"""Send mails: each is claimed by one worker, retried while the relay is unavailable, and failed when refused."""

import logging
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import get_connection
from django.db.models import F, Q

from notifications import tasks
from notifications.mail_composers import letter_of
from notifications.models import Mailing, Message
from notifications.refusals import Answer, answer_of

log = logging.getLogger(__name__)

State = Mailing.State
# A claim of a worker that was silent for this long is taken over, once (decision 0020).
LEASE = timedelta(minutes=15)
INTERRUPTED = "interrupted"
# Minutes until the next try, after each failed one; then hourly, for about two days.
WAITS = (1, 2, 5, 10, 30)
TRIES = 50


def deliver(*, mailing_id: int, now: datetime, connection: Any = None) -> Answer | None:
    """Send one mail, if it waits and no other worker has it; returns the error, if any."""
    if not _claim(mailing_id, now):
        return None
    mailing = Mailing.objects.select_related("person").get(pk=mailing_id)
    try:
        letter = letter_of(mailing)
        if letter is not None:
            if connection is not None:
                connection.open()
            letter.connection = connection
            letter.send()
    except Exception as error:
        answer = answer_of(error)
        log.warning("mailing %s was not sent: %s", mailing.pk, answer.words)
        _reschedule(mailing, answer, now)
        return answer
    done = State.SENT if letter else State.DROPPED
    if _finish(mailing, done, now) and letter:
        Message.objects.filter(mailing=mailing).update(mailed_at=now)
    return None


def deliver_due(*, now: datetime) -> tuple[int, int]:
    """Send all due mails over one connection; returns how many were tried, and how many failed.

    If the relay is unavailable the round ends: the remaining mails keep their place and number of tries.
    """
    due = Q(state=State.WAITING, due_at__lte=now) | Q(state=State.SENDING, claimed_at__lt=now - LEASE)
    tried = hindered = 0
    connection = get_connection()
    with closing(connection):
        for pk in list(Mailing.objects.filter(due).order_by("due_at", "pk").values_list("pk", flat=True)):
            answer = deliver(mailing_id=pk, now=now, connection=connection)
            tried, hindered = tried + 1, hindered + bool(answer)
            if answer and answer.is_down:
                break
    return tried, hindered


def try_again(*, mailing: Mailing, now: datetime) -> bool:
    """Send a failed or waiting mail at once; False where it was sent meanwhile."""
    waiting = Mailing.objects.filter(pk=mailing.pk, state__in=[State.FAILED, State.WAITING])
    count = waiting.update(state=State.WAITING, settled_at=None, attempts=0, due_at=now)
    if count:
        tasks.deliver_mailing.enqueue(mailing.pk)
    return bool(count)


def post(*, kind: str, key: str, person: Any, now: datetime) -> Mailing:
    """Queue a mail of its own kind to a person: for example an invitation."""
    mailing = Mailing.objects.create(
        kind=kind, key=key, person=person, address=person.email, created_at=now, due_at=now
    )
    tasks.deliver_mailing.enqueue(mailing.pk)
    return mailing


def _claim(pk: int, now: datetime) -> bool:
    """Claim the mailing by one conditional UPDATE: of two workers at once, one updates no row."""
    mine = Mailing.objects.filter(pk=pk)
    fresh = mine.filter(Q(attempts=0) | Q(due_at__lte=now), state=State.WAITING)
    if fresh.update(state=State.SENDING, claimed_at=now, attempts=F("attempts") + 1):
        return True
    stale = mine.filter(state=State.SENDING, claimed_at__lt=now - LEASE)
    if stale.filter(last_error=INTERRUPTED).update(state=State.FAILED, settled_at=now):
        return False
    return bool(stale.update(claimed_at=now, attempts=F("attempts") + 1, last_error=INTERRUPTED))


def _finish(mailing: Mailing, state: str, now: datetime, words: str = "") -> bool:
    mine = Mailing.objects.filter(pk=mailing.pk, state=State.SENDING, claimed_at=mailing.claimed_at)
    return bool(mine.update(state=state, settled_at=now, last_error=words, address=mailing.person.email))


def _reschedule(mailing: Mailing, answer: Answer, now: datetime) -> None:
    words = answer.words or "?"
    if answer.is_final or mailing.attempts >= TRIES:
        _finish(mailing, State.FAILED, now, words)
        return
    wait = WAITS[mailing.attempts - 1] if mailing.attempts <= len(WAITS) else 60
    mine = Mailing.objects.filter(pk=mailing.pk, state=State.SENDING, claimed_at=mailing.claimed_at)
    mine.update(
        state=State.WAITING,
        due_at=now + timedelta(minutes=wait),
        last_error=words,
        address=mailing.person.email,
    )
