"""What people type into a leaf."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.fields import PointsInput


class SelfScoreForm(forms.Form):
    """Points and explanation of one leaf, and the version the person had before their eyes."""

    points = PointsInput(label=_("Points"), required=False)
    explanation = forms.CharField(
        label=_("Explanation"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
