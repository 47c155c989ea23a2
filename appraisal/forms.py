"""Forms of this app: they parse and show hints; services validate."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.queries import people_with_role
from appraisal.models import AppraisalTerms, Breach, BreachElement, BreachTerms, TeamMember, VisitItem
from communes.models import Commune, Registration
from documents.forms import FilesField
from documents.kinds import ACCEPT
from kernel.deadlines import CITY_ZONE
from kernel.fields import PointsInput, set_choices, set_label, set_queryset
from scoring.core import ELEMENTS, BreachKind
from scoring.forms import without_points

_HOUR: dict[str, Any] = {"required": False, "widget": forms.TimeInput(format="%H:%M")}
_DAY: dict[str, Any] = {"widget": forms.DateInput()}


class VerdictForm(forms.Form):
    """The team's points for one criterion with their justification, and the version that the person saw."""

    points = PointsInput(label=_("Points"), required=False)
    explanation = forms.CharField(
        label=_("Justification"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    not_applicable = forms.BooleanField(label=_("Agreed: this content does not apply"), required=False)
    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data=None, **kwargs):
        super().__init__(without_points(data), **kwargs)

    def verdict(self) -> dict:
        """The cleaned fields, as `enter_review_score` takes them."""
        typed = self.cleaned_data
        return {
            "points": typed["points"],
            "comment": typed["explanation"].strip(),
            "not_applicable": typed["not_applicable"],
            "seen_version": typed["seen_version"],
        }


class QuestionForm(forms.Form):
    """A question on one criterion."""

    wanted = forms.CharField(
        label=_("What should the commune add?"), max_length=3000, widget=forms.Textarea({"rows": 3})
    )


class LetterForm(forms.Form):
    """A letter to the commune: its deadline, and a covering text."""

    before = forms.DateField(
        label=_("Answer before"),
        help_text=_("The commune may answer until the end of the day before."),
        **_DAY,
    )
    note = forms.CharField(
        label=_("Note to the commune"), required=False, max_length=3000, widget=forms.Textarea({"rows": 3})
    )


class ReplyForm(forms.Form):
    """The team's reply to one explanation; points only where they change."""

    points = PointsInput(label=_("New points"), required=False, help_text=_("Empty: the points stay."))
    reply = forms.CharField(label=_("Reply and justification"), max_length=3000, widget=forms.Textarea({"rows": 2}))


class MinutesForm(forms.Form):
    """Facts of the meeting that concluded an appraisal, which the portal cannot know [R3]."""

    number = forms.CharField(label=_("Number and symbol"), max_length=60, required=False)
    held_on = forms.DateField(label=_("Held on"), **_DAY)
    begins_at = forms.TimeField(label=_("Begins at"), **_HOUR)
    ends_at = forms.TimeField(label=_("Ends at"), **_HOUR)
    place = forms.CharField(label=_("Place"), max_length=200)
    present = forms.ModelMultipleChoiceField(
        label=_("Members present"), queryset=TeamMember.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    chair = forms.ModelChoiceField(label=_("Chair"), queryset=TeamMember.objects.none(), required=False)
    others = forms.CharField(
        label=_("Others present"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("A line each: name, title, body."),
    )
    remarks = forms.CharField(
        label=_("Opinions and conclusion"), required=False, max_length=10_000, widget=forms.Textarea({"rows": 5})
    )

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("present", "chair"):
            set_queryset(self, name, members, label=str)


class TermsForm(forms.ModelForm):
    """How often and for how long communes may be asked this year."""

    class Meta:
        model = AppraisalTerms
        fields = ("max_rounds", "supplement_days", "explanation_days", "explanation_demanded")


class TeamForm(forms.Form):
    """The founding decision, the lead and the members of the year's team [R3]."""

    decision_number = forms.CharField(label=_("Number of the founding decision"), max_length=60, required=False)
    decision_date = forms.DateField(label=_("Date of the founding decision"), required=False, **_DAY)
    decision_file = forms.FileField(
        label=_("File of the founding decision"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("The signed decision; PDF or picture. Without a new one, the file on record stays."),
    )
    lead = forms.ModelChoiceField(label=_("Team lead"), queryset=User.objects.none())
    secretary = forms.ModelChoiceField(
        label=_("Secretary"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("Keeps the minutes, and confirms in the lead's place where the lead keeps out of a commune."),
    )
    members = forms.ModelMultipleChoiceField(
        label=_("Members"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        set_queryset(self, "lead", people_with_role(Role.TEAM_LEAD).order_by("name_key", "pk"))
        set_queryset(self, "secretary", people_with_role(Role.APPRAISER, Role.TEAM_LEAD))
        set_queryset(self, "members", people_with_role(Role.APPRAISER).order_by("name_key", "pk"))


class ConflictForm(forms.Form):
    """A commune from which a member of the team is recused, and why [S8]."""

    person = forms.ModelChoiceField(label=_("Member"), queryset=User.objects.none(), empty_label=None)
    commune = forms.ModelChoiceField(
        label=_("Commune"), queryset=Commune.objects.order_by("name_key", "code"), to_field_name="code"
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: a close relative leads that commune."),
    )

    def __init__(self, data=None, *, people: QuerySet[User], **kwargs):
        super().__init__(data, **kwargs)
        set_queryset(self, "person", people)
        set_label(self, "commune", str)


class ReasonForm(forms.Form):
    """What the appraiser should check again."""

    reason = forms.CharField(
        label=_("What should the appraiser look at again?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class GroundForm(forms.Form):
    """The lead's justification of a decision on a breach; required to dismiss one."""

    justification = forms.CharField(
        label=_("Justification of the decision"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ClosingForm(forms.Form):
    """The justification for closing a dossier without appraisal, or for reopening it."""

    justification = forms.CharField(label=_("Justification"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class SettlementForm(forms.Form):
    """The lead's points and justification on a criterion where two members differ [S8]."""

    points = PointsInput(label=_("Points"), required=False)
    justification = forms.CharField(
        label=_("Justification of the decision"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    not_applicable = forms.BooleanField(label=_("Agreed: this content does not apply"), required=False)

    def __init__(self, data=None, **kwargs):
        super().__init__(without_points(data), **kwargs)

    def resolution(self) -> dict:
        """The cleaned fields, as `resolve_difference` takes them."""
        typed = self.cleaned_data
        return {name: typed[name] for name in ("points", "justification", "not_applicable")}


class BreachForm(forms.Form):
    """A breach with its facts and its source document [S4]."""

    registration = forms.ModelChoiceField(label=_("Commune"), queryset=Registration.objects.none())
    kind = forms.ChoiceField(label=_("Kind of breach"), choices=Breach.Kind, widget=forms.RadioSelect)
    facts = forms.CharField(label=_("Facts"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
    source = forms.CharField(label=_("Number and issuer of the document"), max_length=200)
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
        entries = Registration.objects.filter(cycle=cycle).select_related("commune", "cycle")
        entries = entries.order_by("commune__name_key", "commune__code")
        set_queryset(self, "registration", entries, label=lambda entry: str(entry.commune))
        self.fields |= element_fields(BreachElement.Element)
        order = ["registration", "kind", *BreachElement.Element.values, "facts", "source", "occurred_on", "decided_on"]
        self.order_fields(order)

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

    def spoken(self) -> dict:
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


class BreachElementsForm(forms.Form):
    """The documents for the elements of a breach that was recorded before they were stored."""

    def __init__(self, *args, breach: Breach, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= element_fields(
            BreachElement.Element(element.value) for element in ELEMENTS[BreachKind(breach.kind)]
        )


class BreachReversalForm(forms.Form):
    """The later decision that found a confirmed breach to be none."""

    decision_number = forms.CharField(label=_("Number and issuer of the decision"), max_length=200)
    decision_date = forms.DateField(label=_("Date of the decision"), **_DAY)
    justification = forms.CharField(label=_("Justification"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    file = forms.FileField(label=_("Signed decision"), widget=forms.FileInput(attrs={"accept": ACCEPT}))


class CorrectReversalForm(forms.Form):
    """Another number, date or file of the decision that set a breach aside; without a file the one on record stays."""

    decision_number = forms.CharField(label=_("Number and issuer of the decision"), max_length=200)
    decision_date = forms.DateField(label=_("Date of the decision"), **_DAY)
    file = forms.FileField(
        label=_("Signed decision, where the file changes"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    reason = forms.CharField(
        label=_("Reason of the correction"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )


class BreachDocumentsForm(forms.Form):
    """Further documents of a breach."""

    documents = FilesField(label=_("More documents"), required=True)
    shared = forms.BooleanField(label=_("The commune may read them"), required=False)


class BreachAnswerForm(forms.Form):
    """The commune's statement on a proposed breach."""

    text = forms.CharField(label=_("Your answer"), max_length=10000, widget=forms.Textarea(attrs={"rows": 8}))
    files = FilesField(  # type: ignore[assignment]  # Django moves fields to `base_fields`
        label=_("Files"), help_text=_("PDF, Office files or pictures; several at once.")
    )


class BreachTermsForm(forms.Form):
    """The number of whole days that communes have to answer."""

    answer_days = forms.IntegerField(
        label=_("Days for the commune's answer"), min_value=1, max_value=BreachTerms.MAX_DAYS
    )


class VisitForm(forms.Form):
    """When, where and by whom a commune is visited; the criteria to check are separate fields on the page."""

    starts_on = forms.DateField(label=_("Day"), **_DAY)
    starts_time = forms.TimeField(label=_("Hour"), widget=forms.TimeInput(format="%H:%M"))
    place = forms.CharField(
        label=_("Place"), max_length=200, help_text=_("Where the team is received; the commune is told.")
    )
    members = forms.ModelMultipleChoiceField(
        label=_("Who goes"), queryset=TeamMember.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args, people: list[TeamMember], **kwargs):
        super().__init__(*args, **kwargs)
        rows = TeamMember.objects.filter(pk__in=[member.pk for member in people]).select_related("person")
        set_queryset(self, "members", rows)
        set_choices(self, "members", [(member.pk, str(member)) for member in people])

    def facts(self) -> dict:
        """The cleaned fields, as `plan_visit` takes them."""
        typed = self.cleaned_data
        starts_at = datetime.combine(typed["starts_on"], typed["starts_time"], tzinfo=CITY_ZONE)
        return {"starts_at": starts_at, "place": typed["place"], "members": list(typed["members"])}


class VisitItemForm(forms.Form):
    """What was found for one criterion on site."""

    seen = forms.ChoiceField(choices=[("", ""), *VisitItem.Seen.choices], required=False)
    remark = forms.CharField(max_length=5000, required=False)
    seen_version = forms.IntegerField(min_value=0)


class VisitRemarksForm(forms.Form):
    """The remarks on a visit as a whole."""

    remarks = forms.CharField(max_length=10000, required=False)
    seen_version = forms.IntegerField(min_value=0)


class VisitPhotosForm(forms.Form):
    """Photos of a criterion, or of the visit as a whole."""

    photos = FilesField(required=True, accept="image/*")
    criterion = forms.CharField(max_length=20, required=False)


class VisitReasonForm(forms.Form):
    """Why a visit is cancelled."""

    reason = forms.CharField(label=_("Why does it not take place?"), max_length=1000)
