"""Forms of this app."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from communes.cycle_carryover import carry_overs_of
from communes.models import DAYS_OF_THE_DECREE, FIRST_YEAR, Cycle
from documents.kinds import ACCEPT
from kernel.fields import CountInput, PointsInput, set_choices
from kernel.htmx import whole_number
from scoring.guidance_queries import DraftedHint
from scoring.models import MAX_HINT, Rubric
from scoring.thresholds import ThresholdRow

# To which field a problem of a criterion belongs, whose `where` is the criterion.
POINTS_PROBLEMS = {"points_outside": "points", "points_outside_kept": "points"}
SCORE_PROBLEMS = POINTS_PROBLEMS | {
    "claim_without_reason": "explanation",
    "criterion_applies_to_all": "not_applicable",
}
GUIDANCE_PROBLEMS = {
    "title_without_reason": "reason",
    "partial_step_outside": "partial_steps",
    "partial_step_off_step": "partial_steps",
}


class SelfScoreForm(forms.Form):
    """Points and explanation of one criterion, and the version that the person saw."""

    points = PointsInput(label=_("Points"), required=False)
    explanation = forms.CharField(
        label=_("Explanation"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    not_applicable = forms.BooleanField(label=_("This content does not apply here"), required=False)
    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data=None, **kwargs):
        super().__init__(without_points(data), **kwargs)


class RatiosForm(forms.Form):
    """Numerator, denominator and source of each ratio of a threshold row; the service validates them."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, data=None, *, row: ThresholdRow):
        initial: dict[str, object] = {"seen": row.seen}
        for one in row.ratios:
            initial |= {f"{one.key}_part": one.part, f"{one.key}_whole": one.whole, f"{one.key}_source": one.source}
        super().__init__(data, initial=initial)
        self.row = row
        for one in row.ratios:
            self.fields[f"{one.key}_part"] = CountInput(label=one.part_label, required=False)
            self.fields[f"{one.key}_whole"] = CountInput(label=one.whole_label, required=False)
            self.fields[f"{one.key}_source"] = forms.CharField(
                label=_("Source of the figures"), required=False, max_length=200
            )

    @property
    def ratios(self) -> list[tuple]:
        """Each ratio with its three fields."""
        return [(one, *(self[f"{one.key}_{name}"] for name in ("part", "whole", "source"))) for one in self.row.ratios]

    def figures(self) -> dict[str, tuple[int | None, int | None, str]]:
        """The typed values, as the service takes them."""
        typed = self.cleaned_data
        return {
            one.key: (typed[f"{one.key}_part"], typed[f"{one.key}_whole"], typed[f"{one.key}_source"])
            for one in self.row.ratios
        }


class WorkbookForm(forms.Form):
    """The filled workbook; its contents are validated when it is read."""

    workbook = forms.FileField(
        label=_("The filled workbook (.xlsx)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx", "class": "form-control"}),
        allow_empty_file=True,
        help_text=_("The workbook downloaded here; you see every change before it is entered."),
    )


def without_points(data):
    """The typed values, without points where the criterion is claimed not to apply: they are ignored there [S9]."""
    if data is None or not data.get("not_applicable"):
        return data
    data = data.copy()
    data["points"] = ""
    return data


def _day(label) -> forms.DateField:
    widget = forms.DateInput()
    return forms.DateField(
        label=label, widget=widget, help_text=_("This day is not included; the day before is the last.")
    )


def _same_day(day: date, year: int) -> date:
    """The same day of another year; the last day of the month where that year has no such day."""
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


class OpenCycleForm(forms.Form):
    """A new year: its table, its three dates, each meaning "before this day", and what it takes over [R1-R3, S7]."""

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

    days_decision_number = forms.CharField(
        label=_("Decision that sets other days: number and symbol"),
        max_length=60,
        required=False,
        help_text=_("Only where the days are not 15/02, 01/12 and 31/12."),
    )
    days_decision_date = forms.DateField(
        label=_("Date of that decision"),
        required=False,
        widget=forms.DateInput(),
        help_text=_("Only together with the number above."),
    )

    carry = forms.MultipleChoiceField(
        label=_("Take over from the year before"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is ticked is copied and can be changed afterwards."),
    )

    def __init__(self, *args, before: Cycle | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        tables = Rubric.objects.filter(state=Rubric.State.PUBLISHED)
        set_choices(self, "rubric", [(table.code, str(table)) for table in tables])
        choices = [(carry_over.key, carry_over.label) for carry_over in carry_overs_of(before)]
        if choices:
            set_choices(self, "carry", choices)
        else:
            del self.fields["carry"]

    @staticmethod
    def offered(year: int, before: Cycle | None) -> dict:
        """Initial values: table and dates of the year before, or the decree's own dates."""
        if before is None:
            return {"year": year} | {field: date(year, *day) for field, day in DAYS_OF_THE_DECREE.items()}
        fields = ("register_before", "submit_before", "report_before")
        days = {field: _same_day(getattr(before, field), year) for field in fields}
        table = Rubric.objects.filter(cycles_in_force__cycle=before, state=Rubric.State.PUBLISHED).first()
        return {"year": year, "rubric": table and table.code} | days

    @property
    def dates(self) -> dict[str, date]:
        """The three dates as typed, or as proposed."""
        known = self.cleaned_data if self.is_bound else self.initial
        return {field: known[field] for field in ("register_before", "submit_before", "report_before")}


class RubricForm(forms.Form):
    """The title of a version of the table, the decision it rests on, and the year from which it applies."""

    title_vi = forms.CharField(label=_("Title (Vietnamese)"), max_length=300)
    title_en = forms.CharField(label=_("Title (English)"), max_length=300)
    decision_vi = forms.CharField(
        label=_("Decision"),
        max_length=300,
        help_text=_("The decision of the city's People's Committee that it rests on."),
    )
    applies_from_year = forms.IntegerField(
        label=_("Applies from year"),
        min_value=FIRST_YEAR,
        max_value=2100,
        help_text=_("The first year that may be opened with it."),
    )


class NewDraftForm(RubricForm):
    """A copy of a version, with its own code."""

    code = forms.SlugField(
        label=_("Code"),
        max_length=40,
        help_text=_("Letters, figures and hyphens, such as QD5049-2027; it never changes."),
    )
    field_order = ["code"]


class DescribeDraftForm(RubricForm):
    """Edit the description of a draft, with its smallest step of points and its policy on exceptions [S1, S9]."""

    step = PointsInput(label=_("Smallest step of points"), help_text=_("Communes and appraisers score in this step."))
    not_applicable = forms.ChoiceField(
        label=_("A content that does not apply to a commune"),
        choices=Rubric.NotApplicablePolicy,
        widget=forms.RadioSelect,
        help_text=_("Once the appraisal team has agreed to the commune's claim (by the portal's rule)."),
    )


class GuidanceForm(forms.Form):
    """The texts of a row beside its points; partial steps and conditions only where points are earned [S2, S9]."""

    evidence_vi = forms.CharField(
        label=_("Evidence expected"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What a unit should hand in; it stands beside the points."),
    )
    applies_when_vi = forms.CharField(
        label=_("Applies only when"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Leave it empty where the criterion applies to every commune (by the portal's rule)."),
    )
    scoring_hint_vi = forms.CharField(
        label=_("Scoring hint"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "How partial fulfilment is usually scored; communes and appraisers read it beside the points (section I.2)."
        ),
    )
    partial_steps = forms.CharField(
        label=_("Partial steps, in percent of the maximum"),
        required=False,
        max_length=200,
        help_text=_("For example 0, 50, 100: these become the quick choices. Empty means quarters."),
    )
    title_vi = forms.CharField(
        label=_("Content (Vietnamese)"),
        widget=forms.Textarea({"rows": 3}),
        help_text=_("In the words of the decision."),
    )
    title_en = forms.CharField(label=_("Content (English)"), widget=forms.Textarea({"rows": 3}))
    reason = forms.CharField(
        label=_("Reason for changing the content"),
        required=False,
        max_length=500,
        help_text=_("Needed only where the criterion's own wording changes (section I.2)."),
    )
    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, is_leaf: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_leaf:
            for name in ("applies_when_vi", "scoring_hint_vi", "partial_steps"):
                del self.fields[name]

    def clean_partial_steps(self) -> list[int]:
        """The shares as whole percents in ascending order, always including 0 and 100."""
        typed = self.cleaned_data["partial_steps"].replace("%", " ").replace(";", " ").replace(",", " ").split()
        shares = [share for part in typed if (share := whole_number(part)) is not None]
        if len(shares) < len(typed):
            raise forms.ValidationError(_("Type whole percentages, such as 0, 50, 100."), code="invalid")
        return sorted({0, 100, *shares}) if typed else []

    def clean(self):
        """A row without points has no criterion texts."""
        return {"applies_when_vi": "", "scoring_hint_vi": "", "partial_steps": []} | self.cleaned_data


class HintsForm(forms.Form):
    """The hint of every criterion of a table, each with the version that the person saw."""

    def __init__(self, data=None, *, hints: Sequence[DraftedHint]):
        super().__init__(data)
        self.hints = hints
        for one in hints:
            self.fields[f"text-{one.row.code}"] = forms.CharField(
                label=_("Hint on %(code)s") % {"code": one.row.code},
                required=False,
                max_length=MAX_HINT,
                initial=one.text,
                widget=forms.Textarea({"rows": 3, "class": "form-control"}),
            )
            self.fields[f"seen-{one.row.code}"] = forms.IntegerField(
                required=False, min_value=0, initial=one.version, widget=forms.HiddenInput
            )

    @property
    def rows(self) -> list[tuple]:
        """Each criterion with its two fields."""
        return [(one.row, self[f"text-{one.row.code}"], self[f"seen-{one.row.code}"]) for one in self.hints]

    def texts(self) -> dict[str, str]:
        """The texts by the criterion's code."""
        return {one.row.code: self.cleaned_data[f"text-{one.row.code}"] for one in self.hints}

    def seen(self) -> dict[str, int]:
        """The versions by the criterion's code."""
        return {one.row.code: self.cleaned_data[f"seen-{one.row.code}"] or 0 for one in self.hints}


class PublicationForm(forms.Form):
    """The city's decision that puts a version into use; the service judges it [S7]."""

    number = forms.CharField(
        label=_("Number and symbol of the decision"),
        required=False,
        max_length=60,
        help_text=_("For example: 12/QĐ-UBND"),
    )
    dated_on = forms.DateField(
        label=_("Date of the decision"),
        required=False,
        widget=forms.DateInput(),
    )
    file = forms.FileField(
        label=_("Signed decision"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF or picture of the decision of the city's People's Committee."),
    )


class DecisionDayForm(forms.Form):
    """The date of a decision that was recorded without one."""

    dated_on = forms.DateField(label=_("Date of the decision"), widget=forms.DateInput())


class ConfirmFigureForm(forms.Form):
    """A figure that matches the signed original; where it is printed, and the scanned page if there is one."""

    note = forms.CharField(
        label=_("Where it stands in the original"), required=False, max_length=500, help_text=_("For example: page 7.")
    )
    scan = forms.FileField(
        label=_("Scanned page"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF or picture; not needed, but it lets others check."),
    )


class ConfirmFiguresForm(ConfirmFigureForm):
    """Several figures that match one page of the signed original."""

    criteria = forms.MultipleChoiceField(label=_("Figures on that page"), required=False)
    field_order = ["note", "scan", "criteria"]

    def __init__(self, *args, codes: Sequence[str] = (), **kwargs):
        super().__init__(*args, **kwargs)
        set_choices(self, "criteria", [(code, code) for code in codes])
        self.fields["note"].label = _("Page of the signed original")


class CorrectFigureForm(ConfirmFigureForm):
    """The figure in the signed original."""

    points = PointsInput(label=_("Points in the signed original"), help_text=_("As printed in the original."))
    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    field_order = ["points"]


class ReasonForm(forms.Form):
    """The reason for taking something back; the service validates it."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=500, help_text=_("It stays on record."))
