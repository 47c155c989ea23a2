"""The conclusion of the year for each commune, its recognition, and its revocation."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from appraisal.models import Breach
from communes.models import Cycle, Registration
from documents.models import StoredFile
from evidence.models import EvidenceItem
from kernel.constraints import together
from kernel.fields import PointsField
from kernel.states import StateField, Stateful
from scoring.models import Criterion


class Outcome(Stateful):
    """The conclusion on a commune's year: level, reason, totals, exceptions, rank [S3, S4, S9].

    One per registration.
    """

    class State(models.TextChoices):
        DRAFTED = "drafted", _("drafted")
        CONFIRMED = "confirmed", _("confirmed by the team lead")
        APPROVED = "approved", _("approved by the city")
        PUBLISHED = "published", _("published")

    class Level(models.IntegerChoices):
        NOT_QUALIFIED = 0, _("Not qualified")
        LEVEL_1 = 1, _("Level 1")
        LEVEL_2 = 2, _("Level 2")
        LEVEL_3 = 3, _("Level 3")
        LEVEL_4 = 4, _("Level 4")

    class Reason(models.TextChoices):
        BY_POINTS = "by_points", _("by points")
        NOT_REGISTERED = "not_registered", _("not registered")
        NOT_SUBMITTED = "not_submitted", _("no dossier sent")
        LATE = "late", _("dossier late, not admitted")
        INCOMPLETE = "incomplete", _("dossier incomplete, not admitted")
        BREACH = "breach", _("breach")

    registration = models.OneToOneField(Registration, models.PROTECT, related_name="outcome")
    state = StateField(_("state"), choices=State, default=State.DRAFTED, max_length=20)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    self_total = PointsField(_("self-assessed total"), null=True, blank=True)
    appraised_total = PointsField(_("appraised total"), null=True, blank=True)
    group_totals = models.JSONField(_("appraised points per group"), default=dict)
    excepted_count = models.PositiveSmallIntegerField(_("contents that do not apply"), default=0)
    excepted_points = PointsField(_("points by exception"), default=0)
    rank = models.PositiveIntegerField(_("rank"), null=True, blank=True)
    # The version of dossier and appraisal that this conclusion used; None: it must be drafted again.
    dossier_version = models.PositiveIntegerField(_("version of the dossier"), null=True, default=0)
    drafted_at = models.DateTimeField(_("drafted at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # When a fact decided after the report changed this conclusion; None while it is as confirmed.
    reconcluded_at = models.DateTimeField(_("concluded again at"), null=True, blank=True)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["registration"]
        constraints = [
            models.CheckConstraint(condition=Q(level__range=(0, 4)), name="outcome_level_0_to_4"),
            models.CheckConstraint(
                condition=Q(level=0) | Q(reason="by_points", appraised_total__isnull=False),
                name="outcome_qualifies_by_points_alone",
            ),
            models.CheckConstraint(
                condition=Q(rank__isnull=True) | Q(reason="by_points"), name="outcome_ranked_by_points_alone"
            ),
            together("confirmed_at", "confirmed_by", name="outcome_confirmed_at_with_by"),
            together("approved_at", "approved_by", name="outcome_approved_at_with_by"),
            together("published_at", "published_by", name="outcome_published_at_with_by"),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False)
                | (~Q(state="published") & Q(published_at__isnull=True)),
                name="outcome_published_at_iff_published",
            ),
        ]

    def __str__(self):
        return str(self.registration)

    @transition(field=state, source=State.DRAFTED, target=State.CONFIRMED)
    def confirm(self, *, by, at):
        self.confirmed_by, self.confirmed_at = by, at

    @transition(field=state, source=State.CONFIRMED, target=State.APPROVED)
    def approve(self, *, by, at):
        self.approved_by, self.approved_at = by, at

    @transition(field=state, source=State.APPROVED, target=State.PUBLISHED)
    def publish(self, *, by, at):
        self.published_by, self.published_at = by, at

    @transition(field=state, source=[State.CONFIRMED, State.APPROVED], target=State.DRAFTED)
    def send_back(self):
        """A fact became known before recognition: the year's results are drafted again [S4]."""
        self.confirmed_by = self.confirmed_at = self.approved_by = self.approved_at = self.reconcluded_at = None


class IssuedPaper(models.Model):
    """A paper of the year as it was issued.

    A row never changes: a correction is a version that refers to the earlier one.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="%(class)ss")
    number = models.CharField(_("number and symbol"), max_length=60)
    dated = models.DateField(_("date"))
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("corrects")
    )
    reason = models.TextField(_("reason of the correction"), blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(number=""), name="%(class)s_has_a_number"),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, reason="") | (Q(corrects__isnull=False) & ~Q(reason="")),
                name="%(class)s_corrects_with_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.number} ({self.dated:%d/%m/%Y})"


class DepartmentReport(IssuedPaper):
    """The department's report of the year's appraisal to the city's People's Committee [R3]."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("signed report"))

    class Meta(IssuedPaper.Meta):
        verbose_name = _("report to the city")
        verbose_name_plural = _("reports to the city")


class CityDecision(IssuedPaper):
    """A decision of the city on units of the year [R4, R5, S5].

    `file` is None for records from before files were stored.
    """

    class Kind(models.TextChoices):
        RECOGNITION = "recognition", _("recognition")
        COMMENDATION = "commendation", _("commendation")
        REVOCATION = "revocation", _("revocation of a recognition")
        WITHDRAWAL = "withdrawal", _("withdrawal of a revocation")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("signed decision"))

    class Meta(IssuedPaper.Meta):
        verbose_name = _("decision of the city")
        verbose_name_plural = _("decisions of the city")
        constraints = [
            *IssuedPaper.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=["recognition", "commendation", "revocation", "withdrawal"]),
                name="citydecision_kind_known",
            ),
        ]

    @property
    def is_corrected(self) -> bool:
        """True where a later version has replaced it."""
        return hasattr(self, "corrected_by")


class ByDecision(models.Model):
    """The effect of a decision of the city on one unit; data are read from its latest corrected version."""

    decision: models.ForeignKey[CityDecision, CityDecision]

    class Meta:
        abstract = True

    @property
    def decision_number(self) -> str:
        return self.decision.number

    @property
    def decision_date(self) -> date:
        return self.decision.dated


class Recognition(ByDecision, Stateful):
    """The city's recognition of a commune for one year, with its decision.

    After a revocation it stays on record [S5].
    """

    class State(models.TextChoices):
        ISSUED = "issued", _("issued")
        REVOKED = "revoked", _("revoked")

    outcome = models.OneToOneField(Outcome, models.PROTECT, related_name="recognition")
    state = StateField(_("state"), choices=State, default=State.ISSUED, max_length=20)
    decision = models.ForeignKey(CityDecision, models.PROTECT, related_name="recognitions")
    issued_at = models.DateTimeField(_("recorded at"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("recognition")
        verbose_name_plural = _("recognitions")

    def __str__(self):
        return f"{self.outcome}: {self.decision.number}"

    @property
    def revocation(self) -> "Revocation | None":
        """The last decision that revoked it, withdrawn or not."""
        return max(self.revocations.all(), key=lambda one: one.pk, default=None)

    @property
    def commending_decision(self) -> "Commendation | None":
        """The decision that commends the unit, where it is on record [R5]."""
        return getattr(self, "commendation", None)

    @transition(field=state, source=State.ISSUED, target=State.REVOKED)
    def revoke(self):
        """Revoked by a decision of its own; both stay on record [S5]."""

    @transition(field=state, source=State.REVOKED, target=State.ISSUED)
    def reinstate(self):
        """Its revocation was withdrawn by a later decision; all three stay on record [S5]."""


class Commendation(ByDecision):
    """The city's decision that commends a unit recognised at Level 4 [R5]."""

    recognition = models.OneToOneField(Recognition, models.PROTECT, related_name="commendation")
    decision = models.ForeignKey(CityDecision, models.PROTECT, related_name="commendations")
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("commendation")
        verbose_name_plural = _("commendations")

    def __str__(self):
        return f"{self.recognition} ★ {self.decision_number}"


class Revocation(ByDecision):
    """The city's decision that revokes a recognition, with the breach behind it [S5]."""

    recognition = models.ForeignKey(Recognition, models.PROTECT, related_name="revocations")
    breach = models.ForeignKey(Breach, models.PROTECT, related_name="revocations")
    decision = models.ForeignKey(CityDecision, models.PROTECT, related_name="revocations")
    reason = models.TextField(_("reason"))
    revoked_at = models.DateTimeField(_("recorded at"))
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)

    class Meta:
        verbose_name = _("revocation")
        verbose_name_plural = _("revocations")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="revocation_has_a_reason"),
            models.UniqueConstraint(
                fields=["recognition"], condition=Q(is_withdrawn=False), name="revocation_one_at_a_time"
            ),
        ]

    def __str__(self):
        return f"{self.recognition} ← {self.decision_number}"


class RevocationWithdrawal(ByDecision):
    """The later decision that withdrew a revocation after its breach was set aside [S5]."""

    revocation = models.OneToOneField(Revocation, models.PROTECT, related_name="withdrawal")
    decision = models.ForeignKey(CityDecision, models.PROTECT, related_name="withdrawals")
    justification = models.TextField(_("justification"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("withdrawal of a revocation")
        verbose_name_plural = _("withdrawals of revocations")
        constraints = [models.CheckConstraint(condition=~Q(justification=""), name="withdrawal_has_a_justification")]

    def __str__(self):
        return f"{self.revocation} ← {self.decision_number}"


class PlanTask(models.Model):
    """A task of a unit's plan for the next level: what, by whom, by which day; done or not [S6].

    The plan belongs to the year whose points were lost and is carried out in the year after it. A drafted task has
    nobody responsible yet.
    """

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="plan_tasks")
    criterion = models.ForeignKey(Criterion, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField(_("task"), max_length=500)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("responsible")
    )
    due_on = models.DateField(_("to be done by"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("task of a plan")
        verbose_name_plural = _("tasks of plans")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="plan_task_with_text"),
            together("done_at", "done_by", name="plan_task_done_at_with_by"),
        ]

    def __str__(self):
        return self.text


class SharedEvidence(models.Model):
    """A unit's consent to show one piece of its evidence to the other units; taking it back deletes the row."""

    item = models.OneToOneField(EvidenceItem, models.CASCADE, related_name="shared")
    agreed_at = models.DateTimeField(_("agreed at"))
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("shared evidence")
        verbose_name_plural = _("shared evidence")

    def __str__(self):
        return str(self.item)
