"""A person's own preferences."""

from django import forms

from notifications.models import Preference


class PreferenceForm(forms.ModelForm):
    """How mail comes, and the language."""

    class Meta:
        model = Preference
        fields = ["mail", "language"]
        widgets = {"mail": forms.RadioSelect, "language": forms.RadioSelect}
