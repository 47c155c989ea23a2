"""Single sign-on by OpenID Connect: people who were invited and nobody else (decision 0090)."""

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.request_origin import place_of
from accounts.services.single_sign_on import connect_single_sign_on
from accounts.sessions import note_second_step_elsewhere
from kernel import clock
from kernel.refusals import Refused

PROVIDER = "sso"
# In the session from reading the claims to knowing the person.
_CLAIMED = "single_sign_on_second_step"


class InvitedPeopleOnly(DefaultSocialAccountAdapter):
    """The provider identifies a person; only invited people have an account."""

    def list_apps(self, request: HttpRequest, provider=None, client_id=None) -> list[SocialApp]:
        """The one provider of the settings; providers in the database are ignored."""
        return [_configured()] if settings.OIDC_SERVER_URL else []

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """Read what the sign-in needs of the claims, and store none of them."""
        claims = sociallogin.account.extra_data.get("id_token") or {}
        request.session[_CLAIMED] = _had_second_step(claims)
        sociallogin.account.extra_data = {}
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if not sociallogin.is_existing:
            _connect(request, sociallogin)
        if request.session.pop(_CLAIMED, False):
            note_second_step_elsewhere(request, sociallogin.user)

    def on_authentication_error(self, request: HttpRequest, provider, **facts) -> None:
        refuse(request, _("The single sign-on was cancelled or failed. Try again, or sign in with your password."))


def refuse(request: HttpRequest, text: str) -> NoReturn:
    """Back to the sign-in page, with the reason."""
    messages.error(request, text)
    raise ImmediateHttpResponse(redirect("account_login"))


def _configured() -> SocialApp:
    facts: dict[str, Any] = {"server_url": settings.OIDC_SERVER_URL, "oauth_pkce_enabled": True}
    if settings.OIDC_SECOND_STEP_ACR:
        facts["auth_params"] = {"acr_values": " ".join(settings.OIDC_SECOND_STEP_ACR)}
    return SocialApp(
        provider="openid_connect",
        provider_id=PROVIDER,
        name=settings.OIDC_NAME,
        client_id=settings.OIDC_CLIENT_ID,
        secret=settings.OIDC_CLIENT_SECRET,
        settings=facts,
    )


def _had_second_step(claims: dict[str, Any]) -> bool:
    """True where the signed claims say that the provider asked for a second step itself."""
    methods = claims.get("amr")
    listed = methods if isinstance(methods, list) else []
    return claims.get("acr") in settings.OIDC_SECOND_STEP_ACR or any(
        method in listed for method in settings.OIDC_SECOND_STEP_AMR
    )


def _connect(request: HttpRequest, sociallogin: SocialLogin) -> None:
    """Connect who comes for the first time to the account of their verified mail address."""
    verified = [address.email for address in sociallogin.email_addresses if address.verified is True]
    person = User.objects.filter(email__iexact=verified[0]).first() if len(verified) == 1 else None
    if person is None:
        refuse(request, _("No account of this portal belongs to this sign-in. Accounts are given by invitation."))
    account: SocialAccount = sociallogin.account
    try:
        connect_single_sign_on(person=person, account=account, now=clock.now(), place=place_of(request))
    except Refused as refusal:
        refuse(request, " ".join(refusal.messages))
    sociallogin.user = person
