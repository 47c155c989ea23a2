"""Forms of this app."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.fields import set_queryset
from surveys.models import Question, Questionnaire, QuestionnaireVersion, Survey
from surveys.policies import LARGEST_BATCH
from surveys.queries import latest_versions


class SurveyForm(forms.Form):
    """A commune's new survey: what it asks, why, and where."""

    version = forms.ModelChoiceField(
        label=_("Questionnaire"),
        queryset=QuestionnaireVersion.objects.none(),
        help_text=_("II.7.1 asks about the service centre, II.7.2 about offices and the programme."),
    )
    purpose = forms.CharField(
        label=_("Purpose"), max_length=200, help_text=_("People read it on the first page and on the poster.")
    )
    place_kind = forms.ChoiceField(label=_("Kind of place"), choices=Survey.PlaceKind)
    place_name = forms.CharField(
        label=_("Name of the place"),
        max_length=120,
        required=False,
        help_text=_("For example: Counter 2, Doai village. Not needed online."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        set_queryset(self, "version", latest_versions(), label=_version_label)


def _version_label(version: QuestionnaireVersion) -> str:
    return f"{version.questionnaire.criterion_code} · {version.questionnaire.title}"


class CodesForm(forms.Form):
    """How many codes to make."""

    size = forms.IntegerField(
        label=_("Number of codes"),
        min_value=1,
        max_value=LARGEST_BATCH,
        help_text=_("They are shown only now, as slips to print."),
    )


class QuestionnaireForm(forms.ModelForm):
    """A new questionnaire."""

    class Meta:
        model = Questionnaire
        fields = ("title_vi", "title_en", "criterion_code", "key")
        help_texts = {
            "key": _("Letters without accents, digits and hyphens: it is a part of the page’s address."),
            "criterion_code": _("The criterion that its results prove, for example II.7.1."),
        }


class QuestionForm(forms.ModelForm):
    """A question of a draft, with its choices one on each line."""

    choices_vi = forms.CharField(
        label=_("Choices in Vietnamese"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One on each line; only for questions with choices."),
    )
    choices_en = forms.CharField(
        label=_("Choices in English"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("In the order of the Vietnamese ones."),
    )

    class Meta:
        model = Question
        fields = ("kind", "text_vi", "text_en", "is_required", "measures_satisfaction")
        help_texts = {"measures_satisfaction": _("Only on the scale from 1 to 5: 4 and 5 count as satisfied.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            choices = list(self.instance.choices.all())
            self.initial["choices_vi"] = "\n".join(one.text_vi for one in choices)
            self.initial["choices_en"] = "\n".join(one.text_en for one in choices if one.text_en)

    def clean_choices_vi(self) -> list[str]:
        return self.cleaned_data["choices_vi"].splitlines()

    def clean_choices_en(self) -> list[str]:
        return self.cleaned_data["choices_en"].splitlines()

    def clean(self):
        """Only the scale measures satisfaction: the mark is dropped elsewhere."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") != Question.Kind.LIKERT5:
            cleaned["measures_satisfaction"] = False
        return cleaned
