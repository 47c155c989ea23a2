"""The forms of the second step, with the portal's own limits, and each code once."""

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY

from accounts.limits import code_use, second_step_uses
from accounts.request_origin import place_of
from accounts.secrets import decrypt, encrypt
from accounts.services.throttles import give_back, spend
from kernel import clock


class _CountedCode:
    """A form whose code is counted before it is tried."""

    def clean_code(self) -> str:
        now = clock.running()
        uses = second_step_uses(self.user.email, place_of(context.request))
        if spend(uses, now=now):
            raise get_adapter().validation_error("too_many_login_attempts")
        code = super().clean_code()
        if spend([code_use(self.user.email, code)], now=now):
            raise get_mfa_adapter().validation_error("incorrect_code")
        give_back(uses, now=now)
        return code


class SecondStepForm(_CountedCode, AuthenticateForm):
    """At the sign-in."""


class SecondStepAgainForm(_CountedCode, ReauthenticateForm):
    """Before a page that asks who it is."""


class ActivationForm(_CountedCode, ActivateTOTPForm):
    """The first code of a new app, whose secret waits encrypted in the session."""

    def __init__(self, *args, **kwargs) -> None:
        session = context.request.session
        if SECRET_SESSION_KEY in session:
            session[SECRET_SESSION_KEY] = decrypt(session[SECRET_SESSION_KEY])
        super().__init__(*args, **kwargs)
        session[SECRET_SESSION_KEY] = encrypt(self.secret)
