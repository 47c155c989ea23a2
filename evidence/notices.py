"""The messages of this app and their recipients."""

from datetime import date, datetime

from django.urls import reverse

from accounts.models import Role
from accounts.queries import people_of_unit, people_with_role
from communes.deadlines import day_words
from communes.models import Registration
from documents.numbers import trail_text
from evidence.models import Inquiry, Receipt
from kernel.problems import required
from notifications.services import close_messages, notify
from scoring.models import SelfAssessment

REMINDER = "evidence.dossier_reminded"


def dossier_sent(receipt: Receipt, *, now: datetime) -> None:
    """A dossier has arrived and waits for appraisal; tasks that asked the unit for it are done."""
    registration = receipt.assessment.registration
    close_messages(REMINDER, "evidence.dossier_returned", path=dossier_path(registration), now=now)
    place = (registration.cycle.year, registration.commune.code)
    facts = {"year": registration.cycle.year, "commune": registration.commune, "receipt": receipt.code}
    officers = people_with_role(Role.OFFICER)
    notify(
        kind="evidence.dossier_sent", people=officers, path=reverse("evidence:dossier", args=place), now=now, **facts
    )


def former_dossier_counts(receipt: Receipt, *, now: datetime) -> None:
    """No other dossier was sent in time after the correction of the table: the earlier one counts as sent [S7]."""
    registration = receipt.assessment.registration
    facts = {"year": registration.cycle.year, "commune": registration.commune, "receipt": receipt.code}
    people = [*people_of_unit(registration.commune.code), *people_with_role(Role.OFFICER)]
    kind = "evidence.former_dossier_counts"
    notify(kind=kind, people=people, path=dossier_path(registration), now=now, **facts)


def dossier_taken_back(assessment: SelfAssessment, *, reason: str, now: datetime) -> None:
    """A unit took its dossier back to amend it: notify the department and the team's leads."""
    registration = assessment.registration
    facts = {"year": registration.cycle.year, "commune": registration.commune, "reason": reason}
    people = people_with_role(Role.OFFICER, Role.TEAM_LEAD)
    path = reverse("evidence:former_dossiers", args=(registration.cycle.year, registration.commune.code))
    notify(kind="evidence.dossier_taken_back", people=people, path=path, now=now, **facts)


def dossier_received(receipt: Receipt, *, now: datetime) -> None:
    """The unit's own people get the receipt as a message and a mail."""
    registration = receipt.assessment.registration
    place = (registration.cycle.year, registration.commune.code)
    facts = {"year": registration.cycle.year, "commune": registration.commune, "receipt": receipt.code}
    facts |= {"total": trail_text(receipt.total), "files": receipt.files_count}
    people, path = people_of_unit(registration.commune.code), reverse("evidence:receipt", args=place)
    notify(kind="evidence.dossier_received", people=people, path=path, now=now, **facts)


def dossier_to_decide(assessment: SelfAssessment, *, now: datetime) -> None:
    """A dossier arrived late or incomplete: the department must decide on it [R2]."""
    registration = assessment.registration
    facts = {"year": registration.cycle.year, "commune": registration.commune}
    people = people_with_role(Role.OFFICER)
    notify(kind="evidence.dossier_to_decide", people=people, path=dossier_path(registration), now=now, **facts)


def dossier_decided(assessment: SelfAssessment, *, now: datetime) -> None:
    """The commune is notified of the decision on its dossier, and the reason."""
    close_messages("evidence.dossier_to_decide", path=dossier_path(assessment.registration), now=now)
    registration, before = assessment.registration, assessment.complete_before
    facts = {"year": registration.cycle.year, "commune": registration.commune, "reason": assessment.decision_note}
    facts["last"] = day_words(before)["last"] if before else ""
    people, kind = people_of_unit(registration.commune.code), f"evidence.dossier_{assessment.state}"
    notify(kind=kind, people=people, path=dossier_path(registration), now=now, **facts)


def dossier_reminded(registration: Registration, *, before: date, now: datetime) -> None:
    """The dossier is missing while the deadline approaches."""
    facts = {"year": registration.cycle.year, "commune": registration.commune}
    people = people_of_unit(registration.commune.code)
    notify(
        kind=REMINDER,
        people=people,
        path=dossier_path(registration),
        now=now,
        last=day_words(before)["last"],
        **facts,
    )


def file_quarantined(registration: Registration, *, file: str, signature: str, criterion: str, now: datetime) -> None:
    """A file of the commune contains a virus; a clean copy can replace it."""
    place = (registration.cycle.year, registration.commune.code)
    path = reverse("evidence:criterion", args=(*place, criterion)) if criterion else dossier_path(registration)
    people = people_of_unit(registration.commune.code)
    notify(kind="evidence.file_quarantined", people=people, path=path, now=now, file=file, signature=signature)


def inquiry_sent(inquiry: Inquiry, *, asked: int, now: datetime) -> None:
    """The team asks the commune for supplements, or for its explanation."""
    _of_inquiry(
        "sent", inquiry, people_of_unit(_unit(inquiry)), now=now, asked=asked, **day_words(required(inquiry.before))
    )


def inquiry_ended(inquiry: Inquiry, *, answered: int, asked: int, now: datetime) -> None:
    """The dossier is with the team again: the person who asked reviews the answers."""
    asked_for = (f"evidence.{inquiry.kind}_sent", f"evidence.{inquiry.kind}_reminded")
    close_messages(*asked_for, path=inquiry_path(inquiry), now=now)
    people = {person.pk: person for person in [inquiry.sent_by, *(q.asked_by for q in _asked(inquiry))]}
    _of_inquiry("ended", inquiry, people.values(), now=now, answered=answered, asked=asked)


def explanation_answered(inquiry: Inquiry, *, now: datetime) -> None:
    """The team has replied to every explanation."""
    close_messages("evidence.explanation_ended", path=inquiry_path(inquiry), now=now)
    _of_inquiry("replied", inquiry, people_of_unit(_unit(inquiry)), now=now)


def _of_inquiry(event: str, inquiry: Inquiry, people, *, now: datetime, **facts) -> None:
    registration = inquiry.assessment.registration
    facts |= {"year": registration.cycle.year, "commune": registration.commune, "number": inquiry.number}
    notify(kind=f"evidence.{inquiry.kind}_{event}", people=people, path=inquiry_path(inquiry), now=now, **facts)


def _asked(inquiry: Inquiry):
    return inquiry.questions.select_related("asked_by")


def _unit(inquiry: Inquiry) -> str:
    return inquiry.assessment.registration.commune.code


def inquiry_path(inquiry: Inquiry) -> str:
    """The page where both sides read an inquiry."""
    registration = inquiry.assessment.registration
    place = (registration.cycle.year, registration.commune.code, inquiry.kind, inquiry.number)
    return reverse("evidence:inquiry", args=place)


def dossier_path(registration: Registration) -> str:
    """The page of the commune's dossier."""
    return reverse("evidence:dossier", args=(registration.cycle.year, registration.commune.code))
