"""The mail that brings a person in."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from notifications.letters import compose_by
from notifications.mail import compose
from notifications.models import Mailing


def invitation(mailing: Mailing) -> EmailMessage | None:
    """The invitation; its link works once, for `settings.PASSWORD_RESET_TIMEOUT` seconds. None once it was used."""
    person = mailing.person
    if person.has_usable_password():
        return None
    key = default_token_generator.make_token(person)
    link = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key])
    days = settings.PASSWORD_RESET_TIMEOUT // 86400
    return compose("accounts/mail/invitation.txt", to=person, path=link, key=mailing.key, days=days)


compose_by(Mailing.Kind.INVITATION, invitation)
