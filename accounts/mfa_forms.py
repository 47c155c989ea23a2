"""The forms of the second factor, with the portal's own limits; each code can be used once."""

import logging
from functools import cache
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY

from accounts.limits import code_use, second_step_uses
from accounts.request_origin import place_of
from accounts.secrets import UnreadableSecretError, decrypt, encrypt
from accounts.services.throttles import give_back, spend
from kernel import clock
from kernel.problems import Problem
from kernel.refusals import Refused

if TYPE_CHECKING:
    from allauth.mfa.base.forms import AuthenticateForm as _StepForm
else:
    _StepForm = object

_log = logging.getLogger(__name__)


class _CountedCode(_StepForm):
    """A form whose code is counted before it is checked."""

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


class _ReadableSteps(_StepForm):
    """A form that checks a person's codes; a secret whose encryption key is lost matches no code (decision 0024)."""

    def clean_code(self) -> str:
        try:
            return super().clean_code()
        except UnreadableSecretError:
            return self._validate_readable(self.cleaned_data["code"])

    def _validate_readable(self, code: str) -> str:
        app_is_readable = False
        typed = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
        for step in Authenticator.objects.filter(user=self.user, type__in=typed).order_by("pk"):
            try:
                is_valid = step.wrap().validate_code(code)
            except UnreadableSecretError:
                _say_unreadable(self.user.pk, step.type)
                continue
            if is_valid:
                step.user, self.authenticator = self.user, step
                return code
            app_is_readable |= step.type == Authenticator.Type.TOTP
        if app_is_readable:
            raise get_mfa_adapter().validation_error("incorrect_code")
        raise Refused([Problem("second_step_unreadable", where="code")])


@cache
def _say_unreadable(person: int, step: str) -> None:
    """Tell the operator, once per process."""
    _log.error("The secret (%s) of person %s cannot be read: its key is not among ENCRYPTION_KEYS.", step, person)


class SecondStepForm(_CountedCode, _ReadableSteps, AuthenticateForm):
    """The form at the sign-in."""


class SecondStepAgainForm(_CountedCode, _ReadableSteps, ReauthenticateForm):
    """The form before a page that requires a recent sign-in."""


class ActivationForm(_CountedCode, ActivateTOTPForm):
    """The first code of a new authenticator app, whose secret is stored encrypted in the session."""

    def __init__(self, *args, **kwargs) -> None:
        session = context.request.session
        if SECRET_SESSION_KEY in session:
            session[SECRET_SESSION_KEY] = _readable(session[SECRET_SESSION_KEY])
        super().__init__(*args, **kwargs)
        session[SECRET_SESSION_KEY] = encrypt(self.secret)


def _readable(token: str) -> str | None:
    """The secret in the session; None where its key is lost, so that a new one is made."""
    try:
        return decrypt(token)
    except UnreadableSecretError:
        return None
