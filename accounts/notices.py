"""The messages of this app and their recipients."""

from datetime import datetime

from django.urls import reverse

from accounts.models import GrantRequest, Role, SupportView, User
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


def support_asked(view: SupportView, *, now: datetime) -> None:
    """The person decides whether support may look."""
    facts = {"who": view.administrator.full_name, "minutes": view.minutes, "reason": view.reason}
    notify(kind="accounts.support_asked", people=[view.person], path=_own_views(), now=now, **facts)


def support_answered(view: SupportView, *, now: datetime) -> None:
    """Notify the administrator of the answer."""
    path = reverse("accounts:person", args=[view.person_id])
    kind = f"accounts.support_{view.state}"
    notify(kind=kind, people=[view.administrator], path=path, now=now, who=view.person.full_name)


def support_begun(view: SupportView, *, now: datetime) -> None:
    """Notify the person that the support view has begun."""
    who = view.administrator.full_name
    notify(kind="accounts.support_begun", people=[view.person], path=_own_views(), now=now, who=who)


def support_ended(view: SupportView, *, now: datetime) -> None:
    """Notify the person that the support view has ended."""
    who = view.administrator.full_name
    notify(kind="accounts.support_ended", people=[view.person], path=_own_views(), now=now, who=who)


def single_sign_on_disconnected(person: User, *, by: User, now: datetime) -> None:
    """Notify the person how to sign in from now on."""
    path, who = reverse("accounts:profile"), by.full_name
    notify(kind="accounts.single_sign_on_disconnected", people=[person], path=path, now=now, who=who)


def _own_views() -> str:
    return reverse("accounts:own_support_views")
