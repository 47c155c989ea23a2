"""What leaders type: the number and date of a decision, a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from appraisal.models import Breach

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DecisionForm(forms.Form):
    """The city's decision as it was issued; its number is typed, never made up."""

    decision_number = forms.CharField(label=_("Number and symbol of the decision"), max_length=60)
    decision_date = forms.DateField(label=_("Date of the decision"), widget=_DAY)


class SendBackForm(forms.Form):
    """Why the results go back to the draft."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)


class RevocationForm(DecisionForm):
    """The decision that revokes a recognition, and the confirmed breach that led to it [S5]."""

    breach = forms.ModelChoiceField(label=_("Confirmed breach"), queryset=Breach.objects.none(), empty_label=None)
    reason = forms.CharField(label=_("Reason, as it will be public"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, recognition, **kwargs):
        super().__init__(*args, **kwargs)
        registration = recognition.outcome.registration_id
        confirmed = Breach.objects.filter(registration=registration, state=Breach.State.CONFIRMED)
        self.fields["breach"].queryset = confirmed
        self.fields["breach"].label_from_instance = lambda breach: (
            f"{breach.get_kind_display()} · {breach.source} · {breach.occurred_on:%d/%m/%Y}"
        )
