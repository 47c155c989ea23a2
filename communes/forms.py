"""Forms of this app."""

from django import forms
from django.utils.translation import gettext_lazy as _

from communes.aimed_levels import aim_choices
from communes.models import Extension
from documents.kinds import ACCEPT
from kernel.fields import set_choices


class RegistrationForm(forms.Form):
    """The level a commune aims at, and its plan for the year [R1]."""

    aimed_level = forms.TypedChoiceField(
        label=_("Level you aim at"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("The plan says how the unit reaches it; a level above last year's is proposed."),
    )
    plan = forms.FileField(
        label=_("Plan for the year"),
        required=False,
        help_text=_("PDF, Word or a scan."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        set_choices(self, "aimed_level", aim_choices())


class LateForm(RegistrationForm):
    """An entry after the deadline, with the reason [R1]."""

    reason = forms.CharField(
        label=_("Why it comes late"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The department decides by it whether the registration counts."),
    )


class ReasonForm(forms.Form):
    """The reason why a late or incomplete entry counts, or does not."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The commune reads it; it stays on record."),
    )


class NoteForm(forms.Form):
    """The department's note to the commune; to return an entry, it must say what to complete."""

    note = forms.CharField(
        label=_("Note to the commune"),
        help_text=_("To send it back: what is the commune to complete? To receive it, a note is optional."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ExtensionForm(forms.Form):
    """An extension for one commune, with the reason [R1, R2]."""

    step = forms.ChoiceField(label=_("Step"), choices=Extension.Step)
    before = forms.DateField(
        label=_("New deadline: before this day"),
        widget=forms.DateInput(),
        help_text=_("This day is not included; the day before is the last."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The commune reads it; it stays on record."),
    )


class CorrectionForm(forms.Form):
    """What every correction of a recorded decision asks: the file where it changes, and the reason."""

    file = forms.FileField(
        label=_("Signed decision, where the file changes"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF or picture; without a new one, the file on record stays."),
    )
    reason = forms.CharField(
        label=_("Reason of the correction"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        help_text=_("It stays on record beside the former version."),
    )


class CorrectDecisionForm(CorrectionForm):
    """Another number, date or file of a recorded decision; without a file the one on record stays."""

    field_order = ("number", "dated_on", "file", "reason")

    number = forms.CharField(
        label=_("Number of the decision"),
        max_length=60,
        help_text=_("As printed on the decision; the portal gives no numbers."),
    )
    dated_on = forms.DateField(label=_("Date of the decision"), widget=forms.DateInput())
