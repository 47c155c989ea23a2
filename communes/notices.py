"""The messages of this app and their recipients."""

from datetime import date, datetime

from django.urls import reverse

from accounts.models import Role
from accounts.queries import people_of_unit, people_with_role
from communes.deadlines import day_words
from communes.hand_offs import hand_off_subjects
from communes.models import Extension, ExtensionRequest, HandOff, Registration
from notifications.services import close_messages, notify

REMINDER = "communes.registration_reminded"


def registration_sent(registration: Registration, *, now: datetime) -> None:
    """An entry waits for the department; tasks that asked the unit for it are done."""
    close_messages("communes.registration_returned", REMINDER, path=registration_path(registration), now=now)
    path = reverse("communes:entry", args=_place(registration))
    officers = people_with_role(Role.OFFICER)
    notify(kind="communes.registration_sent", people=officers, path=path, now=now, **_facts(registration))


def registration_sent_late(registration: Registration, *, now: datetime) -> None:
    """An entry arrived too late: the department decides whether it counts."""
    path = reverse("communes:entry", args=_place(registration))
    officers = people_with_role(Role.OFFICER)
    notify(kind="communes.registration_sent_late", people=officers, path=path, now=now, **_facts(registration))


def registration_withdrawn(registration: Registration, *, now: datetime) -> None:
    """An entry that was with the department, or was returned by it, is withdrawn."""
    path = reverse("communes:entry", args=_place(registration))
    officers = people_with_role(Role.OFFICER)
    notify(kind="communes.registration_withdrawn", people=officers, path=path, now=now, **_facts(registration))


def registration_decided(registration: Registration, *, now: datetime) -> None:
    """The department has answered the commune; an acceptance may have a note."""
    sent = ("communes.registration_sent", "communes.registration_sent_late")
    close_messages(*sent, path=reverse("communes:entry", args=_place(registration)), now=now)
    with_note = registration.state == Registration.State.ACCEPTED and registration.note
    kind = f"communes.registration_{registration.state}{'_with_note' if with_note else ''}"
    last = day_words(registration.complete_before)["last"] if registration.complete_before else "–"
    _notify_commune(kind, registration, now=now, note=registration.note, last=last)


def extension_granted(extension: Extension, *, now: datetime) -> None:
    """The commune has an extension."""
    _notify_commune(
        "communes.extension_granted", extension.registration, now=now, before=f"{extension.before:%d/%m/%Y}"
    )


def extension_asked(request: ExtensionRequest, *, now: datetime) -> None:
    """A unit requests an extension: the department decides."""
    path = reverse("communes:entry", args=_place(request.registration))
    facts = _facts(request.registration) | {"reason": request.reason, "step": Extension.Step(request.step).label}
    notify(kind="communes.extension_asked", people=people_with_role(Role.OFFICER), path=path, now=now, **facts)


def extension_refused(request: ExtensionRequest, *, now: datetime) -> None:
    """The requested extension is refused."""
    extension_answered(request, now=now)
    step = Extension.Step(request.step).label
    _notify_commune("communes.extension_refused", request.registration, now=now, note=request.note, step=step)


def extension_answered(request: ExtensionRequest, *, now: datetime) -> None:
    """The request needs no answer any more."""
    path = reverse("communes:entry", args=_place(request.registration))
    close_messages("communes.extension_asked", path=path, now=now)


def registration_reminded(registration: Registration, *, before: date, now: datetime) -> None:
    """The entry is missing while the deadline approaches."""
    _notify_commune(REMINDER, registration, now=now, last=day_words(before)["last"])


def handed_over(hand_off: HandOff, *, now: datetime) -> None:
    """Something is submitted to the head of a unit: its heads are notified where it is."""
    registration = hand_off.registration
    people = people_of_unit(registration.commune.code, Role.COMMUNE_HEAD)
    facts = _facts(registration) | {"who": str(hand_off.handed_by), "message": hand_off.message or "–"}
    facts["subject"] = HandOff.Subject(hand_off.subject).label
    notify(kind="communes.handed_over", people=people, path=reading_path(hand_off), now=now, **facts)


def hand_off_ended(hand_off: HandOff, *, now: datetime) -> None:
    """The head has sent it on: the tasks of head and clerk are done."""
    close_messages("communes.handed_over", path=reading_path(hand_off), now=now)
    close_messages("communes.hand_off_returned", path=hand_off_path(hand_off), now=now)


def hand_off_returned(hand_off: HandOff, *, now: datetime) -> None:
    """The head has returned it: the clerks are notified of what to do."""
    close_messages("communes.handed_over", path=reading_path(hand_off), now=now)
    registration = hand_off.registration
    people = people_of_unit(registration.commune.code, Role.COMMUNE_EDITOR)
    facts = _facts(registration) | {"note": hand_off.note, "subject": HandOff.Subject(hand_off.subject).label}
    notify(kind="communes.hand_off_returned", people=people, path=hand_off_path(hand_off), now=now, **facts)


def hand_off_path(hand_off: HandOff) -> str:
    """The page where the clerk finds the submission."""
    return page_of(hand_off.registration, hand_off.subject)


def reading_path(hand_off: HandOff) -> str:
    """The page where the head reads the submission."""
    subject = hand_off_subjects[hand_off.subject]
    return reverse(subject.read_at or subject.page, args=_place(hand_off.registration))


def page_of(registration: Registration, subject: str) -> str:
    """The page of a subject that a unit's clerk may submit to its head."""
    return reverse(hand_off_subjects[subject].page, args=_place(registration))


def registration_path(registration: Registration) -> str:
    """The page of the commune's entry."""
    return reverse("communes:registration", args=_place(registration))


def _notify_commune(kind: str, registration: Registration, *, now: datetime, **facts) -> None:
    people = people_of_unit(registration.commune.code)
    notify(kind=kind, people=people, path=registration_path(registration), now=now, **_facts(registration), **facts)


def _place(registration: Registration) -> tuple[int, str]:
    return registration.cycle.year, registration.commune.code


def _facts(registration: Registration) -> dict[str, object]:
    return {"year": registration.cycle.year, "commune": registration.commune}
