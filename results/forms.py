"""Forms of leaders and officers: number and date of a decision, a reason; a table and a year to compare."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from appraisal.models import Breach
from communes.models import Cycle
from documents.kinds import ACCEPT
from kernel.fields import set_choices, set_label, set_queryset
from scoring.models import Rubric

_DAY = forms.DateInput()


class DecisionForm(forms.Form):
    """The city's decision as it was issued; its number is typed, never generated."""

    decision_number = forms.CharField(
        label=_("Number and symbol of the decision"),
        max_length=60,
        help_text=_("As printed on the decision; the portal gives no numbers."),
    )
    decision_date = forms.DateField(label=_("Date of the decision"), widget=_DAY)


class PaperForm(DecisionForm):
    """A paper as it was issued: number, date and signed copy; the reason, where it corrects an earlier version."""

    file = forms.FileField(
        label=_("Signed copy"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF or picture of the signed copy."),
    )
    reason = forms.CharField(
        label=_("Reason of the correction"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        help_text=_("It stays on record beside the former version."),
    )

    def __init__(self, *args, corrects: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if not corrects:
            del self.fields["reason"]


class ReportForm(PaperForm):
    """The department's report to the city [R3]."""

    decision_number = forms.CharField(
        label=_("Number and symbol of the report"),
        max_length=60,
        help_text=_("As printed on the report; the portal gives no numbers."),
    )
    decision_date = forms.DateField(label=_("Date of the report"), widget=_DAY)


class SendBackForm(forms.Form):
    """Why the results return to the draft."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        help_text=_("The team reads it before it drafts the results again."),
    )


class RevocationForm(DecisionForm):
    """The decision that revokes a recognition, and the confirmed breach behind it [S5]."""

    file = forms.FileField(
        label=_("Signed decision"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF or picture of the signed copy."),
    )
    breach = forms.ModelChoiceField(
        label=_("Confirmed breach"),
        queryset=Breach.objects.none(),
        empty_label=None,
        help_text=_("Only breaches that were confirmed after the recognition."),
    )
    reason = forms.CharField(
        label=_("Reason, as it will be public"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Filled in from the breach; name no person."),
    )

    def __init__(self, *args, recognition, **kwargs):
        registration = recognition.outcome.registration_id
        late = Breach.objects.filter(
            registration=registration, state=Breach.State.CONFIRMED, settled_at__gte=recognition.issued_at
        ).order_by("settled_at", "pk")
        first = late.first()
        kwargs["initial"] = {"breach": first, "reason": _public_words(first)} if first else {}
        super().__init__(*args, **kwargs)
        set_queryset(self, "breach", late, label=_breach_label)


def _breach_label(breach: Breach) -> str:
    return f"{breach.get_kind_display()} · {breach.source} · {breach.occurred_on:%d/%m/%Y}"


def _public_words(breach: Breach) -> str:
    """What a revocation may publish about its ground: only the decree's own words, never the facts (decision 0004)."""
    kind, day = str(breach.get_kind_display()), f"{breach.occurred_on:%d/%m/%Y}"
    words = gettext("%(kind)s on %(day)s, after %(source)s.")
    return words % {"kind": kind[:1].upper() + kind[1:], "day": day, "source": breach.source}


class WithdrawalForm(DecisionForm):
    """The later decision that withdraws a revocation, with its justification and its signed copy [S5]."""

    justification = forms.CharField(
        label=_("Justification"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        help_text=_("It stays on record beside both decisions."),
    )
    file = forms.FileField(
        label=_("Signed decision"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF or picture of the signed copy."),
    )


class WhatIfForm(forms.Form):
    """Which table to apply to which concluded year."""

    rubric = forms.ModelChoiceField(
        label=_("Scoring table, draft or published"),
        queryset=Rubric.objects.order_by("state", "-pk"),
        to_field_name="code",
        empty_label=None,
        help_text=_("Nothing of the year changes: it is only computed again."),
    )
    year = forms.ModelChoiceField(
        label=_("Concluded year"), queryset=Cycle.objects.none(), to_field_name="year", empty_label=None
    )

    def __init__(self, *args, cycles, **kwargs):
        super().__init__(*args, **kwargs)
        set_queryset(self, "year", cycles)
        set_label(self, "rubric", lambda rubric: f"{rubric.code} ({rubric.get_state_display()})")


class PlanTaskForm(forms.Form):
    """A task of the unit's plan: what, by whom, by which day [S6]."""

    text = forms.CharField(
        label=_("Task"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        help_text=_("One thing to do so that the points are reached."),
    )
    responsible = forms.ModelChoiceField(
        label=_("Responsible"),
        queryset=User.objects.none(),
        help_text=_("People of your unit who have an account."),
    )
    due_on = forms.DateField(label=_("To be done by"), widget=_DAY)

    def __init__(self, *args, people: Sequence[User], **kwargs):
        super().__init__(*args, **kwargs)
        set_queryset(self, "responsible", User.objects.filter(pk__in=[person.pk for person in people]))
        # Already read: the form of each task would read them again.
        set_choices(self, "responsible", [("", _("choose")), *((person.pk, str(person)) for person in people)])
