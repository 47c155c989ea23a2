"""Forms of administrators."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.policies import Newcomer, second_heads
from accounts.units import unit_names, units_meant_by
from kernel.fields import set_choices

_MAX_NAMED = 6


def name_and_code(name: str, code: str) -> str:
    """A unit as `UnitField` takes it, of whatever name."""
    return f"{name} ({code})"


class UnitField(forms.CharField):
    """One unit by its name or official code, with or without accents: a page holds no list of thousands."""

    _NAME_AND_CODE = re.compile(r".*\((\w+)\)", re.DOTALL)

    def __init__(self, *, max_length: int = 100, **kwargs: Any):
        widget = forms.TextInput(attrs={"autocomplete": "off"})
        super().__init__(max_length=max_length, **{"widget": widget, **kwargs})

    def clean(self, value: object) -> str:
        """The official code. Both together are taken too, as the refusal of an ambiguous name and forms show them."""
        words = super().clean(value)
        named = self._NAME_AND_CODE.fullmatch(words)
        code = named[1] if named else words
        if not words or unit_names([code]):
            return code
        meant = units_meant_by(words).order_by("name_key", "code").values_list("code", flat=True)
        units = unit_names(list(meant[:_MAX_NAMED]))
        same = [code for code, name in units.items() if name.casefold() == words.casefold()]
        if len(units) == 1 or len(same) == 1:
            return (same or list(units))[0]
        if not units:
            raise forms.ValidationError(_("There is no commune of this name or code."))
        names = "; ".join(name_and_code(name, code) for code, name in units.items())
        raise forms.ValidationError(
            _("Several communes are called so; type the code of one: %(names)s") % {"names": names}
        )


class RoleForm(forms.Form):
    """A role, and the unit where the role belongs to one."""

    role = forms.ChoiceField(
        label=_("Role"), choices=Role, help_text=_("One role at a time; more can be given on the person's page.")
    )
    unit_code = UnitField(
        label=_("Commune"),
        required=False,
        help_text=_("Name or code; only for the people of a commune, empty for all others."),
    )

    second_head = forms.BooleanField(
        label=_("Give the unit one more head all the same"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        set_choices(self, "role", [("", _("choose")), *Role.choices])

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

    sheet = forms.FileField(
        label=_("Spreadsheet (XLSX)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=_("Filled in after the model of this page; you see every line before anything is entered."),
    )


class SupportViewForm(forms.Form):
    """Why and for how long an administrator wants to see the portal as a person sees it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("The person reads it before they decide."),
        widget=forms.Textarea({"rows": 2}),
    )
    minutes = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        choices=[(15, _("15 minutes")), (30, _("30 minutes")), (60, _("an hour"))],
        initial=30,
        help_text=_("It ends by itself then; the person can end it earlier."),
    )
