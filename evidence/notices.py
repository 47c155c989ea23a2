"""Whom the portal tells what on this floor."""

from datetime import date, datetime

from django.urls import reverse

from accounts.models import Role
from accounts.queries import people_of_unit, people_with_role
from communes.deadlines import day_words
from communes.models import Registration
from evidence.models import Receipt
from notifications.services import notify

REMINDER = "evidence.dossier_reminded"


def dossier_sent(receipt: Receipt, *, now: datetime) -> None:
    """A dossier has come in and waits to be appraised."""
    registration = receipt.assessment.registration
    place = (registration.cycle.year, registration.commune.code)
    facts = {"year": registration.cycle.year, "commune": str(registration.commune), "receipt": receipt.code}
    officers = people_with_role(Role.OFFICER)
    notify(
        kind="evidence.dossier_sent", people=officers, path=reverse("evidence:dossier", args=place), now=now, **facts
    )


def dossier_reminded(registration: Registration, *, before: date, now: datetime) -> None:
    """The dossier is missing while its time runs out."""
    facts = {"year": registration.cycle.year, "commune": str(registration.commune)}
    people = people_of_unit(registration.commune.code)
    notify(
        kind=REMINDER,
        people=people,
        path=dossier_path(registration),
        now=now,
        last=day_words(before)["last"],
        **facts,
    )


def file_quarantined(registration: Registration, *, file: str, signature: str, leaf: str, now: datetime) -> None:
    """A file of the commune carries a virus; a clean copy can take its place."""
    place = (registration.cycle.year, registration.commune.code)
    path = reverse("evidence:leaf", args=(*place, leaf)) if leaf else dossier_path(registration)
    people = people_of_unit(registration.commune.code)
    notify(kind="evidence.file_quarantined", people=people, path=path, now=now, file=file, signature=signature)


def dossier_path(registration: Registration) -> str:
    """Where the commune finds its dossier."""
    return reverse("evidence:dossier", args=(registration.cycle.year, registration.commune.code))
