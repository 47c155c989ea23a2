"""The form of a new token."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tokens.scopes import Scope

# A token without an end is forgotten and stays open: a year is the longest.
DAYS = ((30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (365, _("365 days")))


class TokenForm(forms.Form):
    """What the token is for, what it reads, and how long."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("The program that will use it, and where it runs.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may read"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what you may see yourself: it loses with your roles what you lose."),
    )
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        choices=DAYS,
        coerce=int,
        initial=90,
        help_text=_("After that it reads nothing; make a new one in time."),
    )
