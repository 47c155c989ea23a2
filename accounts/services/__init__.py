"""The verbs of this floor."""

from accounts.services.invitations import import_people, invite, mail_invitation, resend_invitation
from accounts.services.people import change_name, disable_person, enable_person, grant_role, withdraw_role

__all__ = [
    "change_name",
    "disable_person",
    "enable_person",
    "grant_role",
    "import_people",
    "invite",
    "mail_invitation",
    "resend_invitation",
    "withdraw_role",
]
