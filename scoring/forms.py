"""What people type on this floor."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from communes.models import FIRST_YEAR
from kernel.fields import PointsInput
from scoring.models import Rubric


class SelfScoreForm(forms.Form):
    """Points and explanation of one leaf, and the version the person had before their eyes."""

    points = PointsInput(label=_("Points"), required=False)
    explanation = forms.CharField(
        label=_("Explanation"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


def _day(label) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, help_text=_("The day itself is already too late."))


class OpenCycleForm(forms.Form):
    """A new year: its table and its three days, each meaning "before this day" [R1-R3, S7]."""

    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=2100)
    rubric = forms.ModelChoiceField(
        label=_("Scoring table"),
        queryset=Rubric.objects.filter(state=Rubric.State.PUBLISHED),
        to_field_name="code",
        empty_label=None,
        help_text=_("The year keeps this table to its end."),
    )
    register_before = _day(_("Communes register before"))
    submit_before = _day(_("Communes send their dossiers before"))
    report_before = _day(_("The appraisal is reported before"))

    @staticmethod
    def decreed(year: int) -> dict:
        """The decree's own days of a year, to begin with."""
        days = {"register_before": (2, 15), "submit_before": (12, 1), "report_before": (12, 31)}
        return {"year": year} | {field: date(year, month, day) for field, (month, day) in days.items()}

    @property
    def dates(self) -> dict[str, date]:
        """The three days as typed, or as they are offered."""
        known = self.cleaned_data if self.is_bound else self.initial
        return {field: known[field] for field in ("register_before", "submit_before", "report_before")}
