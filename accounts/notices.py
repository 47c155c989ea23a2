"""The messages of this app and their recipients."""

from datetime import datetime

from django.urls import reverse

from accounts.models import GrantRequest, Role
from accounts.queries import people_with_role
from kernel.problems import required
from notifications.services import notify


def role_asked(request: GrantRequest, *, now: datetime) -> None:
    """An administrator requests a role for themselves: another one must confirm or refuse it."""
    others = people_with_role(Role.ADMINISTRATOR).exclude(pk=request.person_id)
    facts = {"who": request.person.full_name, "role": Role(request.role).label}
    notify(kind="accounts.role_asked", people=others, path=reverse("accounts:grant_requests"), now=now, **facts)


def role_resolved(request: GrantRequest, *, now: datetime) -> None:
    """The administrator who requested it is notified of the decision."""
    facts = {"who": required(request.settled_by).full_name, "role": Role(request.role).label}
    path = reverse("accounts:profile")
    notify(kind=f"accounts.role_{request.state}", people=[request.person], path=path, now=now, **facts)
