"""Everything that the portal stores about one person, for the person who asks for it (docs/privacy.md)."""

from typing import Any

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from auditlog.models import LogEntry
from django.db.models import Value

from accounts.models import SignInEvent, SupportView, User
from audit.models import Entry
from notifications.models import Mailing, Message


def personal_data(person: User) -> dict[str, Any]:
    """What is stored, without secrets: password, second step and the calendar's address stay where they are."""
    return {
        "account": {
            "number": person.pk,
            "name": person.full_name,
            "mail": person.email,
            "may_sign_in": person.is_active,
            "invited_at": person.invited_at,
            "created_at": person.date_joined,
            "first_steps_dismissed_at": person.tour_dismissed_at,
            "last_sign_in": person.last_login,
        },
        **_duties(person),
        "sign_ins": list(
            SignInEvent.objects.filter(person=person).order_by("pk").values("kind", "happened_at", "address")
        ),
        "sessions": list(
            UserSession.objects.filter(user=person).order_by("pk").values("created_at", "ip", "user_agent")
        ),
        "single_sign_on": list(SocialAccount.objects.filter(user=person).order_by("pk").values("uid", "date_joined")),
        "views_by_support": list(
            SupportView.objects.filter(person=person)
            .order_by("pk")
            .values("administrator__full_name", "reason", "state", "asked_at", "consented_at", "ends_at", "ended_at")
        ),
        "messages": list(Message.objects.filter(person=person).order_by("pk").values("kind", "sent_at", "read_at")),
        "mails": list(Mailing.objects.filter(person=person).order_by("pk").values("kind", "address")),
        "changes_of_the_account": [
            {"at": entry.timestamp, "changes": entry.changes} for entry in LogEntry.objects.get_for_object(person)
        ],
        "acts": list(
            Entry.objects.filter(actor=person).order_by("pk").values("verb", "target_label", "facts", "recorded_at")
        ),
    }


def _duties(person: User) -> dict[str, list[dict[str, Any]]]:
    """The roles, and the units from which the person is recused, in the order in which they came; one query."""
    columns = {"roles": ("role", "unit_code", "granted_at"), "recusals": ("reason", "unit_code", "declared_at")}
    duties: dict[str, list[dict[str, Any]]] = {name: [] for name in columns}
    roles = person.memberships.order_by().values_list(Value("roles"), "pk", *columns["roles"])
    recusals = person.recusals.order_by().values_list(Value("recusals"), "pk", *columns["recusals"])
    for name, _pk, *values in sorted(roles.union(recusals, all=True)):
        duties[name].append(dict(zip(columns[name], values, strict=True)))
    return duties
