"""Submit something to the head of a unit, and the head's answer."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from communes import notices
from communes.hand_offs import handing_problems, open_hand_off, returning_problems
from communes.models import HandOff, Registration
from communes.services.locks import lock_registration
from kernel.problems import required
from kernel.refusals import refuse_if


@transaction.atomic
def hand_over(*, registration: Registration, subject: str, message: str, by: User, now: datetime) -> HandOff:
    """Submit the registration, the papers or the dossier to the head, who reads and sends it.

    Raises:
        Refused: it cannot be sent any more, or is already submitted to the head.
    """
    registration = lock_registration(registration)
    refuse_if(handing_problems(registration, subject, now=now))
    hand_off = HandOff(registration=registration, subject=subject, message=message.strip(), handed_at=now, handed_by=by)
    hand_off.full_clean()
    hand_off.save()
    record("communes.hand_over", by=by, now=now, on=registration, subject=subject, message=hand_off.message or "–")
    notices.handed_over(hand_off, now=now)
    return hand_off


@transaction.atomic
def return_hand_off(*, registration: Registration, subject: str, note: str, by: User, now: datetime) -> HandOff:
    """The head returns it to the clerk with a note on what to do.

    Raises:
        Refused: nothing is submitted to the head, or the note is empty.
    """
    registration = lock_registration(registration)
    hand_off = open_hand_off(registration, subject)
    refuse_if(returning_problems(hand_off, note=note))
    hand_off = required(hand_off)
    _answer(hand_off, HandOff.Answer.RETURNED, note=note.strip(), by=by, now=now)
    record("communes.return_hand_off", by=by, now=now, on=registration, subject=subject, note=hand_off.note)
    notices.hand_off_returned(hand_off, now=now)
    return hand_off


def end_hand_offs(registration: Registration, *subjects: str, by: User, now: datetime) -> None:
    """Close the submission, in the transaction that sends the subject itself."""
    for hand_off in HandOff.objects.filter(registration=registration, subject__in=subjects, answer=""):
        _answer(hand_off, HandOff.Answer.SENT, note="", by=by, now=now)
        notices.hand_off_ended(hand_off, now=now)


def _answer(hand_off: HandOff, answer: str, *, note: str, by: User, now: datetime) -> None:
    hand_off.answer, hand_off.note, hand_off.ended_by, hand_off.ended_at = answer, note, by, now
    hand_off.full_clean(exclude=["registration"])
    hand_off.save()
