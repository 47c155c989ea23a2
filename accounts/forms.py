"""Forms of administrators."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.policies import Newcomer, second_heads
from accounts.units import unit_names
from kernel.fields import set_choices


class RoleForm(forms.Form):
    """A role, and the unit where the role belongs to one."""

    role = forms.ChoiceField(label=_("Role"), choices=Role)
    unit_code = forms.ChoiceField(
        label=_("Commune"), required=False, help_text=_("Only for the people of a commune; empty for all others.")
    )

    second_head = forms.BooleanField(
        label=_("Give the unit one more head all the same"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        set_choices(self, "role", [("", _("choose")), *Role.choices])
        set_choices(self, "unit_code", [("", "–"), *unit_names().items()])

    def clean(self):
        """A further head of a unit is accepted only after the names of the others were shown."""
        typed = super().clean() or {}
        confirmed = typed.pop("second_head", False)
        name = typed.get("full_name", "–")
        newcomer = Newcomer(typed.get("email", ""), name, typed.get("role", ""), typed.get("unit_code", ""))
        for names in second_heads([newcomer]).values():
            self.fields["second_head"].widget = forms.CheckboxInput()
            if not confirmed:
                facts = {"names": ", ".join(names[:-1])}
                self.add_error(
                    "second_head", _("The unit has a head already: %(names)s. Each of them can send.") % facts
                )
        return typed


class InviteForm(RoleForm):
    """A person to be invited."""

    full_name = forms.CharField(label=_("Full name"), max_length=150)
    email = forms.EmailField(label=_("Mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))

    field_order = ["full_name", "email", "role", "unit_code", "second_head"]


class NameForm(forms.Form):
    """A person's name."""

    full_name = forms.CharField(label=_("Full name"), max_length=150)


class SheetForm(forms.Form):
    """A spreadsheet of people."""

    sheet = forms.FileField(label=_("Spreadsheet (XLSX)"), widget=forms.FileInput(attrs={"accept": ".xlsx"}))
