"""Forms of this app: they parse and show hints; services validate."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import BLANK_CHOICE_DASH, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.forms import UnitField
from accounts.models import Role, User
from accounts.queries import people_with_role
from appraisal.models import AppraisalTerms, TeamMember, VisitItem
from communes.models import Commune
from documents.forms import FilesField, TickedRows
from documents.kinds import ACCEPT
from kernel.deadlines import CITY_ZONE
from kernel.fields import PointsInput, set_choices, set_queryset
from scoring.forms import POINTS_PROBLEMS, without_points

_HOUR: dict[str, Any] = {"required": False, "widget": forms.TimeInput(format="%H:%M")}
_NOT_CHOSEN = BLANK_CHOICE_DASH[0]
_DAY: dict[str, Any] = {"widget": forms.DateInput()}


# To which field a problem of a criterion belongs, whose `where` is the criterion.
VERDICT_PROBLEMS = POINTS_PROBLEMS | {
    "difference_without_comment": "explanation",
    "rejection_without_comment": "explanation",
    "exception_not_claimed": "not_applicable",
}
SETTLEMENT_PROBLEMS = POINTS_PROBLEMS | {
    "difference_without_comment": "justification",
    "rejection_without_comment": "justification",
    "settlement_without_justification": "justification",
    "exception_not_claimed": "not_applicable",
    "criterion_not_reviewed": "points",
}


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
        label=_("What should the commune add?"),
        max_length=3000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The commune reads it beside this criterion."),
    )


class LetterForm(forms.Form):
    """A letter to the commune: its deadline, and a covering text."""

    before = forms.DateField(
        label=_("Answer before"),
        help_text=_("The commune may answer until the end of the day before."),
        **_DAY,
    )
    note = forms.CharField(
        label=_("Note to the commune"),
        required=False,
        max_length=3000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("It stands above the questions, in the portal and in the letter."),
    )


class ReplyForm(forms.Form):
    """The team's reply to one explanation; points only where they change."""

    points = PointsInput(label=_("New points"), required=False, help_text=_("Empty: the points stay."))
    reply = forms.CharField(
        label=_("Reply and justification"),
        max_length=3000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("The commune reads it beside its explanation."),
    )


class MinutesForm(forms.Form):
    """Facts of the meeting that concluded an appraisal, which the portal cannot know [R3]."""

    number = forms.CharField(
        label=_("Number and symbol"),
        max_length=60,
        required=False,
        help_text=_("Given by your office; it may stay empty until then."),
    )
    held_on = forms.DateField(label=_("Held on"), **_DAY)
    begins_at = forms.TimeField(label=_("Begins at"), **_HOUR)
    ends_at = forms.TimeField(label=_("Ends at"), **_HOUR)
    place = forms.CharField(label=_("Place"), max_length=200)
    present = TickedRows(
        label=_("Members present"), queryset=TeamMember.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    chair = forms.ModelChoiceField(
        label=_("Chair"),
        queryset=TeamMember.objects.none(),
        required=False,
        help_text=_("Who chaired the meeting and signs the minutes."),
    )
    others = forms.CharField(
        label=_("Others present"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("A line each: name, title, body."),
    )
    remarks = forms.CharField(
        label=_("Opinions and conclusion"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("What was said beyond the points and reasons, which are filled in."),
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
        help_texts = {
            "max_rounds": _("How often one dossier may be sent back for supplements."),
            "supplement_days": _("Proposed as the time to answer each request."),
            "explanation_days": _("For the commune's answer to the provisional points."),
        }


class TeamForm(forms.Form):
    """The founding decision, the lead and the members of the year's team [R3]."""

    decision_number = forms.CharField(
        label=_("Number of the founding decision"),
        max_length=60,
        required=False,
        help_text=_("As printed on the decision; the portal gives no numbers."),
    )
    decision_date = forms.DateField(label=_("Date of the founding decision"), required=False, **_DAY)
    decision_file = forms.FileField(
        label=_("File of the founding decision"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("The signed decision; PDF or picture. Without a new one, the file on record stays."),
    )
    lead = forms.ModelChoiceField(
        label=_("Team lead"), queryset=User.objects.none(), help_text=_("Confirms the reviews and decides on breaches.")
    )
    secretary = forms.ModelChoiceField(
        label=_("Secretary"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("Keeps the minutes, and confirms in the lead's place where the lead keeps out of a commune."),
    )
    members = TickedRows(
        label=_("Members"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("They appraise; nobody gets a unit in which they work or worked."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        set_queryset(self, "lead", people_with_role(Role.TEAM_LEAD).order_by("name_key", "pk"))
        set_queryset(self, "secretary", people_with_role(Role.APPRAISER, Role.TEAM_LEAD))
        set_queryset(self, "members", people_with_role(Role.APPRAISER).order_by("name_key", "pk"))

    def offer(self, holders: Mapping[User, Collection[str]]) -> None:
        """Show these people with their roles, who are read once for the three fields."""
        known = [((person.pk, str(person)), roles) for person, roles in holders.items()]
        set_choices(self, "lead", [_NOT_CHOSEN, *(one for one, roles in known if Role.TEAM_LEAD in roles)])
        set_choices(self, "secretary", [_NOT_CHOSEN, *(one for one, _roles in known)])
        set_choices(self, "members", [one for one, roles in known if Role.APPRAISER in roles])


class ConflictForm(forms.Form):
    """A commune from which a member of the team is recused, and why [S8]."""

    person = forms.ModelChoiceField(label=_("Member"), queryset=User.objects.none(), empty_label=None)
    commune = UnitField(
        label=_("Commune"), help_text=_("Name or code; its dossier is closed to the member from this moment.")
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

    def offer(self, people: Iterable[User]) -> None:
        """Show these people, who are read already."""
        set_choices(self, "person", [(person.pk, str(person)) for person in people])

    def clean_commune(self) -> Commune:
        return Commune.objects.get(code=self.cleaned_data["commune"])


class ReasonForm(forms.Form):
    """What the appraiser should check again."""

    reason = forms.CharField(
        label=_("What should the appraiser look at again?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The appraiser reads it; the review is open again."),
    )


class ClosingForm(forms.Form):
    """The justification for closing a dossier without appraisal, or for reopening it."""

    justification = forms.CharField(
        label=_("Justification"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays on record with the dossier."),
    )


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


class VisitForm(forms.Form):
    """When, where and by whom a commune is visited, and the criteria to look at there."""

    starts_on = forms.DateField(label=_("Day"), **_DAY)
    starts_time = forms.TimeField(label=_("Hour"), widget=forms.TimeInput(format="%H:%M"))
    place = forms.CharField(
        label=_("Place"), max_length=200, help_text=_("Where the team is received; the commune is told.")
    )
    members = TickedRows(
        label=_("Who goes"),
        queryset=TeamMember.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Who may not appraise this unit is not offered."),
    )
    # Drawn by the page, beside what is to be looked at there.
    criteria = forms.MultipleChoiceField(label=_("What to look at on site"), required=False)

    def __init__(self, *args, people: list[TeamMember], codes: Collection[str] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.codes = codes
        set_choices(self, "criteria", [(code, code) for code in codes])
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

    reason = forms.CharField(
        label=_("Why does it not take place?"),
        max_length=1000,
        help_text=_("The commune and all who were to go are told."),
    )
