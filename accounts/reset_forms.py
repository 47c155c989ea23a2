"""Asking for a new password."""

from allauth.account.forms import ResetPasswordForm
from django.http import HttpRequest

from accounts.tasks import mail_reset_link


class ResetForm(ResetPasswordForm):
    """allauth's form, which only notes the address: known or unknown, the answer and its time are the same."""

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def save(self, request: HttpRequest, **kwargs) -> str:
        address = self.cleaned_data["email"]
        mail_reset_link.enqueue(address)
        return address
