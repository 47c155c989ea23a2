"""The form of a webhook address."""

from django import forms
from django.utils.translation import gettext_lazy as _


class EndpointForm(forms.Form):
    """The address of another system."""

    url = forms.URLField(
        label=_("Address (https)"),
        max_length=500,
        assume_scheme="https",
        help_text=_("The address must be public: the portal sends nothing into inner networks."),
    )
