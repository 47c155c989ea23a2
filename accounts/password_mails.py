"""Mails with a link to set a password: after an invitation, or for a forgotten password."""

from datetime import datetime, timedelta

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator, default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from accounts.models import Membership, Role
from accounts.units import unit_names
from notifications.mail import compose
from notifications.models import Mailing


class InvitationTokens(EmailAwarePasswordResetTokenGenerator):
    """Every link is checked against `PASSWORD_RESET_TIMEOUT`: an invitation's is dated ahead to live longer."""

    def _now(self) -> datetime:
        return super()._now() + timedelta(seconds=settings.INVITATION_TIMEOUT - settings.PASSWORD_RESET_TIMEOUT)


def invitation(mailing: Mailing) -> EmailMessage | None:
    """The invitation; its link works once, for `settings.INVITATION_TIMEOUT` seconds. None once it was used."""
    if mailing.person.has_usable_password():
        return None
    days = settings.INVITATION_TIMEOUT // 86400
    held = list(Membership.objects.filter(user=mailing.person).select_related("granted_by").order_by("pk"))
    names = unit_names([each.unit_code for each in held if each.unit_code])
    roles = [(Role(each.role).label, names.get(each.unit_code, "")) for each in held]
    inviter = next((str(each.granted_by) for each in held if each.granted_by), "")
    facts = {"days": days, "roles": roles, "inviter": inviter, "contact": settings.ADMINISTRATORS_CONTACT}
    return _letter("accounts/mail/invitation.txt", mailing, InvitationTokens(), **facts)


def reset(mailing: Mailing) -> EmailMessage:
    """The link for a new password; it works once, for `settings.PASSWORD_RESET_TIMEOUT` seconds."""
    return _letter("accounts/mail/reset.txt", mailing, default_token_generator)


def _letter(template: str, mailing: Mailing, tokens, **facts) -> EmailMessage:
    person = mailing.person
    link = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), tokens.make_token(person)])
    return compose(template, to=person, path=link, key=mailing.key, **facts)
