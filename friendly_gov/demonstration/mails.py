"""Mail preferences of the demonstration's people, and mails that could not be delivered."""

from datetime import timedelta

from django.db.models import F

from friendly_gov.demonstration.people import DemoPeople
from notifications.models import Mailing, Message, Preference
from notifications.services import choose_mail

_UNKNOWN = "550 5.1.1 <%s>: Recipient address rejected: User unknown in virtual mailbox table"
_FULL = "452 4.2.2 The mailbox is full, try again later"
State = Mailing.State


def send_all() -> None:
    """Mark past messages as mailed, so that a demonstration sends nothing for its past."""
    Message.objects.filter(mailed_at=None).update(mailed_at=F("sent_at"), for_digest=False)
    past = Mailing.objects.filter(state=State.WAITING)
    past.update(state=State.SENT, attempts=1, claimed_at=F("created_at"), settled_at=F("created_at"))


def choose(people: DemoPeople) -> None:
    """Some people want one mail a morning, one reads English, one wants no mail."""
    preferences = [
        (people.officer, Preference.Mail.DIGEST, "vi"),
        (people.appraisers[-2], Preference.Mail.DIGEST, "vi"),
        (people.appraisers[-1], Preference.Mail.AT_ONCE, "en"),
        (people.leader, Preference.Mail.NONE, "vi"),
    ]
    for person, mail, language in preferences:
        choose_mail(person=person, mail=mail, language=language)


def fail_some_mails(people: DemoPeople) -> None:
    """Two addresses that the mail server rejected, and a mailbox that is full at the moment."""
    editors = [person for _code, person in sorted(people.editors.items())][:12]
    lasts = [Mailing.objects.filter(person=person).first() for person in editors]
    lost = [mailing for mailing in lasts if mailing is not None][-3:]
    for mailing in lost[1:]:
        words = _UNKNOWN % mailing.address
        Mailing.objects.filter(pk=mailing.pk).update(state=State.FAILED, last_error=words)
        Message.objects.filter(mailing=mailing).update(mailed_at=None)
    for mailing in lost[:1]:
        later = mailing.created_at + timedelta(minutes=30)
        rescheduled = {"state": State.WAITING, "settled_at": None, "attempts": 4, "due_at": later, "last_error": _FULL}
        Mailing.objects.filter(pk=mailing.pk).update(**rescheduled)
