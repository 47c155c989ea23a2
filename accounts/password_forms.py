"""Request a new password, and change a password."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, ResetPasswordForm
from django.http import HttpRequest

from accounts.tasks import mail_reset_link


class ResetForm(ResetPasswordForm):
    """allauth's form, which only records the address: response and time are the same for known and unknown ones."""

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def save(self, request: HttpRequest, **kwargs) -> str:
        address = self.cleaned_data["email"]
        mail_reset_link.enqueue(address)
        return address


class ChangeForm(ChangePasswordForm):
    """allauth's form, with the current password counted and recorded as at a sign-in."""

    def clean_oldpassword(self) -> str:
        password = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password
