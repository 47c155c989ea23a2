"""Single sign-on by OpenID Connect: people who were invited and nobody else (decision 0090)."""

import secrets
from typing import Any, NoReturn

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
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
# In the session from going to the provider to coming back: the nonces of the last few tries, one for each open page.
_NONCES, _MOST_TRIES = "single_sign_on_nonces", 5
# Seconds by which the provider's clock may be ahead or behind.
_CLOCKS_APART = 60


class InvitedPeopleOnly(DefaultSocialAccountAdapter):
    """The provider identifies a person; only invited people have an account."""

    def list_apps(self, request: HttpRequest, provider=None, client_id=None) -> list[SocialApp]:
        """The one provider of the settings; providers in the database are ignored."""
        tries = request.session.get(_NONCES) or [""]
        return [_configured(nonce=tries[-1])] if settings.OIDC_SERVER_URL else []

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


class SignedTokens(OpenIDConnectOAuth2Adapter):
    """A sign-in rests on the signed token. allauth checks no signature of what it fetched, nor a nonce."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **facts) -> SocialLogin:
        if not facts["response"].get("id_token"):
            raise OAuth2Error("no id_token")
        login = super().complete_login(request, app, token, **facts)
        if login.account.uid != self._subject:
            raise OAuth2Error("the userinfo is of another subject than the id_token")
        return login

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            algorithm, key = jwtkit.fetch_key(id_token, self.openid_config["jwks_uri"], jwtkit.lookup_kid_jwk)
            claims = jwt.decode(
                id_token,
                key,
                algorithms=[algorithm],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                leeway=_CLOCKS_APART,
                options={"require": ["exp", "iat", "sub"]},
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("invalid id_token") from error
        tries = self.request.session.get(_NONCES, [])
        if claims.get("nonce") not in tries:
            raise OAuth2Error("the id_token answers no request of this browser")
        self.request.session[_NONCES] = [one for one in tries if one != claims["nonce"]]
        self._subject = str(claims["sub"])
        return claims


def begin_try(request: HttpRequest) -> None:
    """A nonce for the coming request to the provider, which its token must repeat."""
    tries = request.session.get(_NONCES, [])
    request.session[_NONCES] = [*tries, secrets.token_urlsafe(24)][-_MOST_TRIES:]


def refuse(request: HttpRequest, text: str) -> NoReturn:
    """Back to the sign-in page, with the reason."""
    messages.error(request, text)
    raise ImmediateHttpResponse(redirect("account_login"))


def _configured(*, nonce: str) -> SocialApp:
    asked = {"nonce": nonce}
    if settings.OIDC_SECOND_STEP_ACR:
        asked["acr_values"] = " ".join(settings.OIDC_SECOND_STEP_ACR)
    facts: dict[str, Any] = {
        "server_url": settings.OIDC_SERVER_URL,
        "oauth_pkce_enabled": True,
        "auth_params": asked,
    }
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
