"""Forms about breaches: recording, answering, deciding, setting aside; services validate."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.forms import UnitField
from appraisal.models import Breach, BreachElement, BreachTerms
from communes.forms import CorrectionForm
from communes.models import Registration
from documents.forms import FilesField
from documents.kinds import ACCEPT
from scoring.core import ELEMENTS, BreachKind

_DAY: dict[str, Any] = {"widget": forms.DateInput()}


class BreachForm(forms.Form):
    """A breach with its facts and its source document [S4]."""

    registration = UnitField(label=_("Commune"), help_text=_("Name or code of the unit that the breach is about."))
    kind = forms.ChoiceField(
        label=_("Kind of breach"),
        choices=Breach.Kind,
        widget=forms.RadioSelect,
        help_text=_("Each kind needs the documents that are asked for below it."),
    )
    facts = forms.CharField(
        label=_("Facts"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What happened, as the documents show it; the commune reads it."),
    )
    source = forms.CharField(
        label=_("Number and issuer of the document"),
        max_length=200,
        help_text=_("The document that states the breach, as printed on it."),
    )
    occurred_on = forms.DateField(
        label=_("Date of the occurrence"), help_text=_("Of the act, or of the late handling."), **_DAY
    )
    decided_on = forms.DateField(
        label=_("Date of the discipline or prosecution"),
        required=False,
        help_text=_("Of the decision; not needed for cases that were not settled in time."),
        **_DAY,
    )
    year_justification = forms.CharField(
        label=_("Why it counts for this year"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where act and decision fall into different years."),
    )
    documents = FilesField(label=_("Documents"), help_text=_("PDF or pictures; several at once."))
    shared = forms.BooleanField(
        label=_("The commune may read the documents"),
        required=False,
        help_text=_("It always reads the kind, the facts, the date and the source. You can change this later."),
    )

    def __init__(self, *args, cycle, **kwargs):
        super().__init__(*args, **kwargs)
        self._cycle = cycle
        self.fields |= element_fields(BreachElement.Element)
        order = ["registration", "kind", *BreachElement.Element.values, "facts", "source", "occurred_on", "decided_on"]
        self.order_fields(order)

    def clean_registration(self) -> Registration:
        """The unit's entry of the year; a draft counts as one."""
        entries = Registration.objects.filter(cycle=self._cycle).select_related("commune", "cycle")
        entry = entries.filter(commune__code=self.cleaned_data["registration"]).first()
        if entry is None:
            raise forms.ValidationError(_("This commune has no registration of %(year)s.") % {"year": self._cycle.year})
        return entry

    def leading(self) -> list[forms.BoundField]:
        """The fields before the elements of each kind."""
        return [self["registration"], self["kind"]]

    def elements_by_kind(self) -> list[list[forms.BoundField]]:
        """The elements that each kind needs, in the order of the kinds."""
        return [[self[element.value] for element in ELEMENTS[BreachKind(kind)]] for kind in Breach.Kind.values]

    def others(self) -> list[forms.BoundField]:
        """All remaining fields."""
        shown = {"registration", "kind", *BreachElement.Element.values}
        return [field for field in self if field.name not in shown]

    def record_arguments(self) -> dict:
        """The cleaned fields, as `record_breach` takes them, without the documents."""
        typed = dict(self.cleaned_data)
        typed["elements"] = {element: typed.pop(element) for element in BreachElement.Element.values}
        return typed


def element_fields(elements) -> dict[str, forms.Field]:
    """One field for each element of a breach: its document.

    An empty field means that the element is not ticked [S4].
    """
    return {
        element.value: forms.CharField(
            label=capfirst(element.label),
            required=False,
            max_length=200,
            help_text=_("Number, date and issuer of the document that shows it."),
        )
        for element in elements
    }


class GroundForm(forms.Form):
    """The lead's justification of a decision on a breach; required to dismiss one."""

    justification = forms.CharField(
        label=_("Justification of the decision"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where the breach is dismissed; the commune reads it."),
    )


class BreachWithdrawalForm(forms.Form):
    """Why a proposed breach is taken back by who recorded it."""

    reason = forms.CharField(
        label=_("Why it is withdrawn"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The commune reads it; it stays on record."),
    )


class BreachElementsForm(forms.Form):
    """The documents for the elements of a breach that was recorded before they were stored."""

    def __init__(self, *args, breach: Breach, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= element_fields(
            BreachElement.Element(element.value) for element in ELEMENTS[BreachKind(breach.kind)]
        )


class BreachReversalForm(forms.Form):
    """The later decision that found a confirmed breach to be none."""

    decision_number = forms.CharField(
        label=_("Number and issuer of the decision"),
        max_length=200,
        help_text=_("As printed on the decision; the portal gives no numbers."),
    )
    decision_date = forms.DateField(label=_("Date of the decision"), **_DAY)
    justification = forms.CharField(
        label=_("Justification"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why it was no breach; the commune reads it."),
    )
    file = forms.FileField(
        label=_("Signed decision"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF or picture of the signed copy."),
    )


class CorrectReversalForm(CorrectionForm):
    """Another number, date or file of the decision that set a breach aside; without a file the one on record stays."""

    field_order = ("decision_number", "decision_date", "file", "reason")

    decision_number = forms.CharField(
        label=_("Number and issuer of the decision"),
        max_length=200,
        help_text=_("As printed on the decision; the portal gives no numbers."),
    )
    decision_date = forms.DateField(label=_("Date of the decision"), **_DAY)


class BreachDocumentsForm(forms.Form):
    """Further documents of a breach."""

    documents = FilesField(label=_("More documents"), required=True, help_text=_("PDF or pictures; several at once."))
    shared = forms.BooleanField(
        label=_("The commune may read them"), required=False, help_text=_("You can change this later.")
    )


class BreachAnswerForm(forms.Form):
    """The commune's statement on a proposed breach."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("It can be sent once; the lead reads it before the decision."),
    )
    files = FilesField(  # type: ignore[assignment]  # Django moves fields to `base_fields`
        label=_("Files"), help_text=_("PDF, Office files or pictures; several at once.")
    )


class BreachTermsForm(forms.Form):
    """The number of whole days that communes have to answer."""

    answer_days = forms.IntegerField(
        label=_("Days for the commune's answer"),
        min_value=1,
        max_value=BreachTerms.MAX_DAYS,
        help_text=_("Whole days after the commune was told; for breaches proposed from now on."),
    )
