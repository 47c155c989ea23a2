"""The allauth pages that the portal uses, and no others.

allauth looks up the names of pages that the portal does not offer (sign-up, mail addresses); these answer 404.
"""

from collections.abc import Callable
from functools import wraps

from allauth.account import views as account
from allauth.core.ratelimit import respond_429
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, re_path, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from requests import RequestException

from accounts.limits import reset_uses
from accounts.request_origin import place_of
from accounts.secrets import UnreadableSecretError
from accounts.services.throttles import spend
from accounts.single_sign_on import PROVIDER, SignedTokens, begin_try
from friendly_gov import demonstration_sign_in
from kernel import clock
from kernel.access import allow, public

_ALLAUTHS = {"process", "scope", "auth_params", "action"}


@public
def closed(request: HttpRequest, **arguments) -> HttpResponse:
    """Not offered: people join by invitation, and administrators maintain mail addresses."""
    raise Http404


@public
def logout(request: HttpRequest) -> HttpResponse:
    """Sign out, and tell the browser to delete what it stored for this person: drafts and copies of pages."""
    response = account.logout(request)
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@public
def password_reset(request: HttpRequest) -> HttpResponse:
    """Request a new password; after too many requests the page says to wait, whether or not the address is known."""
    uses = reset_uses(request.POST.get("email", ""), place_of(request))
    if request.method == "POST" and spend(uses, now=clock.running()):
        return respond_429(request)
    return account.password_reset(request)


@public
@require_POST
def single_sign_on(request: HttpRequest) -> HttpResponse:
    """Go to the provider; allauth's other processes and what it would take from the address are not offered."""
    if request.user.is_authenticated:
        return redirect("home")
    if _ALLAUTHS & {*request.GET, *request.POST} or not settings.OIDC_SERVER_URL:
        raise Http404
    begin_try(request)
    try:
        return OAuth2LoginView.adapter_view(SignedTokens(request, PROVIDER))(request)
    except RequestException:
        messages.error(request, _("The single sign-on does not answer. Sign in with your password, or try later."))
        return redirect("account_login")


@public
def single_sign_on_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The way back from the provider."""
    if request.user.is_authenticated:
        return redirect("home")
    if provider_id != PROVIDER or not settings.OIDC_SERVER_URL:
        raise Http404
    return OAuth2CallbackView.adapter_view(SignedTokens(request, PROVIDER))(request)


own = allow("accounts.manage_own_account")


def readable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of the recovery codes; where their encryption key is lost it says what to do instead (decision 0024)."""

    @wraps(view)
    def shown(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except UnreadableSecretError:
            message = _("The portal can no longer read your recovery codes: turn two-step sign-in off and on again.")
            messages.error(request, message)
            return redirect("mfa_index")

    return shown


urlpatterns = [
    path("login/", public(account.login), name="account_login"),
    path("demonstration/", demonstration_sign_in.sign_in, name="demonstration_sign_in"),
    path("sso/", single_sign_on, name="account_single_sign_on"),
    path("sso/<slug:provider_id>/callback/", single_sign_on_callback, name="openid_connect_callback"),
    path("logout/", logout, name="account_logout"),
    path("inactive/", public(account.account_inactive), name="account_inactive"),
    path("reauthenticate/", own(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", own(account.password_change), name="account_change_password"),
    path("password/reset/", password_reset, name="account_reset_password"),
    path("password/reset/done/", public(account.password_reset_done), name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("mfa/", own(mfa.index), name="mfa_index"),
    path("mfa/authenticate/", public(mfa.authenticate), name="mfa_authenticate"),
    path("mfa/reauthenticate/", own(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("mfa/app/activate/", own(totp.activate_totp), name="mfa_activate_totp"),
    path("mfa/app/deactivate/", own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("mfa/passkeys/add/", own(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("mfa/passkeys/reauthenticate/", own(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path(
        "mfa/passkeys/<int:pk>/remove/",
        own(passkeys.RemoveWebAuthnView.as_view(success_url=reverse_lazy("mfa_index"))),
        name="mfa_remove_webauthn",
    ),
    path("mfa/codes/", own(readable(codes.view_recovery_codes)), name="mfa_view_recovery_codes"),
    path("mfa/codes/generate/", own(readable(codes.generate_recovery_codes)), name="mfa_generate_recovery_codes"),
    path("mfa/codes/download/", own(readable(codes.download_recovery_codes)), name="mfa_download_recovery_codes"),
    path("signup/", closed, name="account_signup"),
    path("email/", closed, name="account_email"),
    path("email/sent/", closed, name="account_email_verification_sent"),
    path("password/set/", closed, name="account_set_password"),
]
