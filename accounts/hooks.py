"""What this app registers with the layers below it and with libraries (decision 0050)."""

from allauth.account.signals import authentication_step_completed, password_changed, password_reset
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from auditlog.registry import auditlog

from accounts import receivers
from accounts.models import Membership, Recusal, User
from accounts.password_mails import invitation, reset
from accounts.queries import messages_hidden_from
from accounts.units import unit_of_model
from notifications.mail_composers import mail_composers
from notifications.models import Mailing
from notifications.queries import hidden_messages

hidden_messages.set(messages_hidden_from)
mail_composers.add(Mailing.Kind.INVITATION, invitation)
mail_composers.add(Mailing.Kind.RESET, reset)
unit_of_model.add(Recusal, lambda recusal: recusal.unit_code)

authentication_step_completed.connect(receivers.renew_session_key)
password_changed.connect(receivers.note_changed_password)
password_reset.connect(receivers.note_reset_password)
authentication_failed.connect(receivers.note_wrong_code)
authenticator_used.connect(receivers.note_recovery_code)
authenticator_added.connect(receivers.note_second_step_on)
authenticator_removed.connect(receivers.note_second_step_off)
authenticator_reset.connect(receivers.note_new_codes)

# Changes of accounts and memberships are recorded field by field, without passwords and calendar keys.
auditlog.register(
    User,
    exclude_fields=[
        "password",
        "last_login",
        "calendar_digest",
        "calendar_secret",
        "name_key",
        "search_key",
        "tour_dismissed_at",
    ],
)
auditlog.register(Membership)
