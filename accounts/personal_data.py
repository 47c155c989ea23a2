"""Everything that the portal stores about one person, for the person who asks for it (docs/privacy.md)."""

from typing import Any

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from auditlog.models import LogEntry

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
        "roles": list(person.memberships.order_by("pk").values("role", "unit_code", "granted_at")),
        "recusals": list(person.recusals.order_by("pk").values("unit_code", "reason", "declared_at")),
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
