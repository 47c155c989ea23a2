"""Whom the portal tells what on this floor."""

from datetime import datetime

from django.urls import reverse

from accounts.models import Role
from accounts.queries import people_with_role
from evidence.models import Receipt
from notifications.services import notify


def dossier_sent(receipt: Receipt, *, now: datetime) -> None:
    """A dossier has come in and waits to be appraised."""
    registration = receipt.assessment.registration
    place = (registration.cycle.year, registration.commune.code)
    facts = {"year": registration.cycle.year, "commune": str(registration.commune), "receipt": receipt.code}
    officers = people_with_role(Role.OFFICER)
    notify(
        kind="evidence.dossier_sent", people=officers, path=reverse("evidence:dossier", args=place), now=now, **facts
    )
