"""Whom the portal tells what in this app."""

from datetime import datetime

from django.urls import reverse

from accounts.models import GrantRequest, Role
from accounts.queries import people_with_role
from kernel.problems import required
from notifications.services import notify


def role_asked(request: GrantRequest, *, now: datetime) -> None:
    """An administrator asks for a role of their own: another one is to confirm or refuse it."""
    others = people_with_role(Role.ADMINISTRATOR).exclude(pk=request.person_id)
    facts = {"who": request.person.full_name, "role": Role(request.role).label}
    notify(kind="accounts.role_asked", people=others, path=reverse("accounts:grant_requests"), now=now, **facts)


def role_resolved(request: GrantRequest, *, now: datetime) -> None:
    """The administrator who asked is told what another one decided."""
    facts = {"who": required(request.settled_by).full_name, "role": Role(request.role).label}
    path = reverse("accounts:profile")
    notify(kind=f"accounts.role_{request.state}", people=[request.person], path=path, now=now, **facts)
