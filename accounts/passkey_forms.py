"""The forms of passkeys: attempts are counted and recorded as for codes, and whatever a program sends is answered."""

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.limits import second_step_uses
from accounts.models import SignInEvent
from accounts.request_origin import place_of
from accounts.services.sign_ins import note_sign_in
from accounts.services.throttles import give_back, spend
from kernel import clock
from kernel.text import clean_line

if TYPE_CHECKING:
    from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm as _PasskeyForm
else:
    _PasskeyForm = object

_NAME_MAX = 60


class NewPasskeyForm(AddWebAuthnForm):
    """A new passkey, with a name by which its owner knows it again."""

    name = forms.CharField(
        label=_("Name of the passkey"),
        max_length=_NAME_MAX,
        required=False,
        help_text=_("For example “office computer” or “my phone”, so that you know which one to remove later."),
    )

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"]) or str(_("Passkey"))

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        # The answer comes from a program: its parsers raise whatever a malformed one breaks in them.
        except Exception as error:
            raise _incorrect() from error


class _Counted(_PasskeyForm):
    """A passkey's answer, counted before it is checked; one that does not fit is recorded."""

    def clean_credential(self) -> Authenticator:
        place, now = place_of(context.request), clock.running()
        uses = second_step_uses(self.user.email, place)
        if spend(uses, now=now):
            raise get_adapter().validation_error("too_many_login_attempts")
        try:
            credential = super().clean_credential()
        except Exception as error:
            note_sign_in(SignInEvent.Kind.PASSKEY_FAILED, person=self.user, now=clock.now(), place=place)
            raise _incorrect() from error
        give_back(uses, now=now)
        return credential


class PasskeyForm(_Counted, AuthenticateWebAuthnForm):
    """The passkey at the sign-in."""


class PasskeyAgainForm(_Counted, ReauthenticateWebAuthnForm):
    """The passkey before a page that requires a recent sign-in."""


def _incorrect() -> ValidationError:
    return ValidationError(_("This passkey does not fit the account. Try another one, or use a code."))
