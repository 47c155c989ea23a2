"""Breaches, which disqualify a unit for the year [S4]."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from communes.models import Registration
from documents.models import FormerDecision, StoredFile
from kernel.constraints import together
from kernel.states import StateField, Stateful
from scoring.core import BreachElement as BreachElements


class Breach(Stateful):
    """A breach disqualifies a unit for the year, whatever its score [S4]; the lead confirms it, nothing is inferred."""

    class Kind(models.TextChoices):
        UNRESOLVED_CASES = (
            "unresolved_cases",
            _(
                "cases within its competence not settled in time, giving rise to complex hot spots or incidents, or to "
                "complaints and denunciations that bypass levels, with crowds, complex, prolonged"
            ),
        )
        DISCIPLINE_OR_PROSECUTION = (
            "discipline_or_prosecution",
            _(
                "a collective or an individual cadre or civil servant in breach, in handling citizens' business, to "
                "the point of discipline from reprimand upwards or of criminal prosecution"
            ),
        )

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        CONFIRMED = "confirmed", _("confirmed")
        DISMISSED = "dismissed", _("dismissed")
        SET_ASIDE = "set_aside", _("set aside")
        WITHDRAWN = "withdrawn", _("withdrawn")

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="breaches")
    kind = models.CharField(_("kind"), max_length=40, choices=Kind)
    facts = models.TextField(_("facts"))
    source = models.CharField(_("number and issuer of the document"), max_length=200)
    occurred_on = models.DateField(_("date of the occurrence"))
    # Date of the discipline or prosecution; None for late handling, and for breaches recorded before it was stored.
    decided_on = models.DateField(_("date of the discipline or prosecution"), null=True, blank=True)
    year_justification = models.TextField(_("why it counts for this year"), blank=True)
    # None where it was recorded before communes were asked.
    answer_before = models.DateField(_("the commune answers before"), null=True, blank=True)
    state = StateField(_("state"), choices=State, default=State.PROPOSED, max_length=20)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    justification = models.TextField(_("justification of the lead's decision"), blank=True)

    class Meta:
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(facts="") & ~Q(source=""), name="breach_has_facts_and_source"),
            together("settled_at", "settled_by", name="breach_settled_at_with_by"),
            models.CheckConstraint(
                condition=Q(state="proposed", settled_at__isnull=True)
                | (~Q(state="proposed") & Q(settled_at__isnull=False)),
                name="breach_settled_iff_not_proposed",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=F("occurred_on")),
                name="breach_decided_not_before_the_act",
            ),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | ~Q(justification=""), name="breach_dismissed_with_a_justification"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(justification=""), name="breach_withdrawn_with_a_reason"
            ),
        ]

    def __str__(self):
        return f"{self.registration}: {self.get_kind_display()}"

    @transition(field=state, source=State.PROPOSED, target=State.CONFIRMED)
    def confirm(self, *, by, at, justification=""):
        self.settled_by, self.settled_at, self.justification = by, at, justification

    @transition(field=state, source=State.PROPOSED, target=State.DISMISSED)
    def dismiss(self, *, by, at, justification):
        self.settled_by, self.settled_at, self.justification = by, at, justification

    @transition(field=state, source=State.PROPOSED, target=State.WITHDRAWN)
    def withdraw(self, *, by, at, reason):
        """The person who recorded it withdraws it before the decision, because it was recorded wrongly."""
        self.settled_by, self.settled_at, self.justification = by, at, reason

    @transition(field=state, source=State.CONFIRMED, target=State.SET_ASIDE)
    def set_aside(self):
        """A later decision (a complaint upheld, or a court) found it to be none; both stay on record."""


class BreachElement(models.Model):
    """An element that this kind of breach requires, and the document that proves it [S4]."""

    class Element(models.TextChoices):
        LATE_WITHIN_COMPETENCE = (
            BreachElements.LATE_WITHIN_COMPETENCE.value,
            _("late handling of cases within its competence led to it"),
        )
        COLLECTIVE_OR_CIVIL_SERVANT = (
            BreachElements.COLLECTIVE_OR_CIVIL_SERVANT.value,
            _("it is a collective, a cadre or a civil servant"),
        )
        CITIZENS_BUSINESS = BreachElements.CITIZENS_BUSINESS.value, _("it is linked to handling citizens' business")
        REPRIMAND_OR_PROSECUTION = (
            BreachElements.REPRIMAND_OR_PROSECUTION.value,
            _("it led to discipline from reprimand upwards, or to criminal prosecution"),
        )

    breach = models.ForeignKey(Breach, models.PROTECT, related_name="elements")
    element = models.CharField(_("element"), max_length=40, choices=Element)
    document = models.CharField(_("document that shows it"), max_length=200)

    class Meta:
        verbose_name = _("element of a breach")
        verbose_name_plural = _("elements of breaches")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["breach", "element"], name="breach_element_once"),
            models.CheckConstraint(condition=~Q(document=""), name="breach_element_has_a_document"),
        ]

    def __str__(self):
        return f"{self.breach}: {self.get_element_display()}"


class BreachReversal(models.Model):
    """The later decision that set a confirmed breach aside; earlier records are never deleted [S4, S5]."""

    breach = models.OneToOneField(Breach, models.PROTECT, related_name="reversal")
    decision_number = models.CharField(_("number and issuer of the decision"), max_length=200)
    decision_date = models.DateField(_("date of the decision"))
    justification = models.TextField(_("justification"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("signed decision"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("decision that set a breach aside")
        verbose_name_plural = _("decisions that set breaches aside")
        constraints = [
            models.CheckConstraint(
                condition=~Q(decision_number="") & ~Q(justification=""),
                name="breach_reversal_has_decision_and_justification",
            )
        ]

    def __str__(self):
        return f"{self.breach} ← {self.decision_number}"


class FormerReversal(FormerDecision):
    """A decision that set a breach aside, as it was recorded before a correction [S4, S5]."""

    reversal = models.ForeignKey(BreachReversal, models.PROTECT, related_name="former")

    class Meta(FormerDecision.Meta):
        verbose_name = _("former version of a decision that set a breach aside")
        verbose_name_plural = _("former versions of decisions that set breaches aside")
