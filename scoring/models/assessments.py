"""The communes' self-assessments and the state of their dossiers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from communes.models import Registration
from kernel.constraints import together
from kernel.fields import PointsField
from kernel.problems import required
from kernel.states import StateField, Stateful
from scoring.models.rubrics import Criterion, Rubric


class CurrentManager(models.Manager["SelfAssessment"]):
    """The current self-assessments, without those that a correction of the table set aside."""

    def get_queryset(self) -> models.QuerySet["SelfAssessment"]:
        return super().get_queryset().filter(registration__isnull=False)


class SelfAssessment(Stateful):
    """A registered commune's self-assessment for one year [R2, R4].

    Where a correction of the table comes after the dossier was sent, the row is set aside as it was, with receipt,
    letters and review; it keeps `former_registration` instead of `registration`, and a copy that `replaces` it
    continues under the corrected table [S7]. A row that is set aside never changes: the database enforces this.

    `total` and `group_totals` repeat what `scoring.core` computes from the scores; the one service that
    writes a score rewrites them in the same transaction. `version` counts the changes of the dossier: of its scores,
    evidence, papers and answers. It is incremented under this row's lock.
    """

    class State(models.TextChoices):
        OPEN = "open", _("in preparation")
        SUBMITTED = "submitted", _("dossier sent")
        UNDER_APPRAISAL = "under_appraisal", _("under appraisal")
        SUPPLEMENT_REQUESTED = "supplement_requested", _("supplement requested")
        EXPLAINING = "explaining", _("explanation requested")
        CLOSED = "closed", _("closed")
        LATE = "late", _("sent late, to be decided")
        INCOMPLETE = "incomplete", _("sent incomplete, to be decided")
        RETURNED = "returned", _("to be completed")
        REFUSED = "refused", _("not admitted")
        NOT_CONSIDERED = "not_considered", _("closed without appraisal")

    class Shortcoming(models.TextChoices):
        LATE = "late", _("sent late")
        INCOMPLETE = "incomplete", _("incomplete")

    UNDECIDED = (State.LATE, State.INCOMPLETE, State.RETURNED)
    """Sent late or incomplete: neither lost nor counted until a person has decided on it [R2]."""
    NOT_IN = (State.OPEN, *UNDECIDED, State.REFUSED)
    """The dossier does not count as sent."""

    # None only on rows that are set aside; use `of_registration` for those.
    registration: "models.OneToOneField[Registration | None, Registration]" = models.OneToOneField(  # type: ignore[misc]
        Registration, models.PROTECT, null=True, related_name="self_assessment"
    )
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="+")
    state = StateField(_("state"), choices=State, default=State.OPEN, max_length=20)
    total = PointsField(_("total"), default=0)
    group_totals = models.JSONField(_("points per group"), default=dict)
    scored_count = models.PositiveSmallIntegerField(_("criteria scored"), default=0)
    excepted_count = models.PositiveSmallIntegerField(_("contents claimed not to apply"), default=0)
    excepted_points = PointsField(_("points by exception"), default=0)
    submitted_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(_("version"), default=0)

    # A late or incomplete dossier and the department's decision on it; `submitted_at` is set once it counts.
    shortcoming = models.CharField(_("what it lacks"), choices=Shortcoming, max_length=20, blank=True)
    sent_at = models.DateTimeField(_("sent late or incomplete at"), null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    sent_reason = models.TextField(_("why it comes late or incomplete"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decision_note = models.TextField(_("reason of the decision"), blank=True)
    complete_before = models.DateField(_("to be completed before"), null=True, blank=True)

    # A row that a correction of the table set aside, and the row that continues in its place [S7].
    former_registration = models.ForeignKey(Registration, models.PROTECT, null=True, blank=True, related_name="+")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    set_aside_at = models.DateTimeField(_("set aside at"), null=True, blank=True)
    set_aside_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    set_aside_for = models.ForeignKey(
        Rubric, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("corrected scoring table")
    )

    # Why the unit took a sent dossier back; empty where a correction of the table set it aside.
    set_aside_reason = models.TextField(_("reason of taking it back"), blank=True)

    objects = CurrentManager()
    with_set_aside = models.Manager["SelfAssessment"]()

    class Meta:
        verbose_name = _("self-assessment")
        verbose_name_plural = _("self-assessments")
        ordering = ["pk"]
        constraints = [
            together("submitted_at", "submitted_by", name="self_assessment_submitted_at_with_by"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "late", "incomplete", "returned", "refused"])
                | Q(submitted_at__isnull=False),
                name="self_assessment_sent_when_locked",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["late", "incomplete", "returned", "refused"])
                | (Q(submitted_at__isnull=True, sent_at__isnull=False) & ~Q(shortcoming="") & ~Q(sent_reason="")),
                name="self_assessment_undecided_does_not_count",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "refused"]) | (Q(decided_at__isnull=False) & ~Q(decision_note="")),
                name="self_assessment_decided_with_a_reason",
            ),
            together("sent_at", "sent_by", name="self_assessment_sent_at_with_by"),
            together("decided_at", "decided_by", name="self_assessment_decided_at_with_by"),
            models.CheckConstraint(condition=Q(total__range=(0, 100)), name="self_assessment_total_0_to_100"),
            models.CheckConstraint(
                condition=Q(registration__isnull=False, former_registration__isnull=True)
                | Q(registration__isnull=True, former_registration__isnull=False),
                name="self_assessment_of_one_registration",
            ),
            together("former_registration", "set_aside_at", "set_aside_for", name="self_assessment_set_aside_whole"),
        ]

    def __str__(self):
        return str(self.of_registration)

    @property
    def is_prepared(self) -> bool:
        """True while the unit prepares it, before it is sent or to complete it."""
        return self.state in (self.State.OPEN, self.State.RETURNED)

    @property
    def of_registration(self) -> Registration:
        """The unit's registration, whether the row is set aside or not."""
        return required(self.former_registration) if self.registration_id is None else self.registration

    def set_aside(self, *, rubric: Rubric, by, at, reason: str = "") -> None:
        """Set the row aside: the corrected table `rubric` came after it was sent [S7], or the unit took
        it back, with a `reason` [R2]."""
        self.set_aside_reason = reason
        self.former_registration, self.registration = self.registration, None
        self.set_aside_for, self.set_aside_by, self.set_aside_at = rubric, by, at
        self.version += 1

    @transition(field=state, source=[State.OPEN, State.RETURNED], target=State.SUBMITTED)
    def submit(self, *, by, at):
        """The dossier is sent, which locks the scores [R2]."""
        self.submitted_by, self.submitted_at = by, at

    @transition(field=state, source=State.SUBMITTED, target=State.UNDER_APPRAISAL)
    def begin_appraisal(self):
        """An appraiser has begun the review [R3]."""

    @transition(field=state, source=State.UNDER_APPRAISAL, target=State.SUPPLEMENT_REQUESTED)
    def request_supplement(self):
        """The team asks the commune for supplements; only the criteria it asks about are open again [R3]."""

    @transition(field=state, source=State.UNDER_APPRAISAL, target=State.EXPLAINING)
    def request_explanation(self):
        """The commune may answer the provisional points before they are final [R3, S8]."""

    @transition(field=state, source=[State.SUPPLEMENT_REQUESTED, State.EXPLAINING], target=State.UNDER_APPRAISAL)
    def take_back(self):
        """The commune has answered, or its time has ended."""

    @transition(field=state, source=State.UNDER_APPRAISAL, target=State.CLOSED)
    def close(self):
        """The appraisal is confirmed; the dossier changes no more."""

    @transition(field=state, source=State.CLOSED, target=State.UNDER_APPRAISAL)
    def reopen(self):
        """The confirmed appraisal is opened again, with a reason [R3]."""

    @transition(field=state, source=State.OPEN, target=State.LATE)
    def send_late(self, *, by, at, reason):
        """Sent after the deadline: the department decides whether it is admitted [R2]."""
        self._wait(self.Shortcoming.LATE, by, at, reason)

    @transition(field=state, source=State.OPEN, target=State.INCOMPLETE)
    def send_incomplete(self, *, by, at, reason):
        """Sent incomplete: the department decides whether it is admitted [R2]."""
        self._wait(self.Shortcoming.INCOMPLETE, by, at, reason)

    def _wait(self, shortcoming, by, at, reason):
        self.shortcoming, self.sent_by, self.sent_at, self.sent_reason = shortcoming, by, at, reason

    @transition(field=state, source=[*UNDECIDED, State.REFUSED], target=State.SUBMITTED)
    def take_in(self, *, by, at, note):
        """Admitted as it is; it counts from the moment when it was sent [R2]."""
        self.decided_by, self.decided_at, self.decision_note = by, at, note
        self.submitted_by, self.submitted_at = self.sent_by, self.sent_at

    @transition(field=state, source=[State.LATE, State.INCOMPLETE], target=State.RETURNED)
    def return_(self, *, by, at, note, complete_before):
        """The commune gets days to complete it; if complete by then, it counts [R2]."""
        self.decided_by, self.decided_at, self.decision_note = by, at, note
        self.complete_before = complete_before

    @transition(field=state, source=UNDECIDED, target=State.REFUSED)
    def refuse(self, *, by, at, note):
        """Not admitted; it stays on record and may still be admitted later [R2]."""
        self.decided_by, self.decided_at, self.decision_note = by, at, note

    @transition(
        field=state,
        source=[State.SUBMITTED, State.UNDER_APPRAISAL, State.SUPPLEMENT_REQUESTED, State.EXPLAINING],
        target=State.NOT_CONSIDERED,
    )
    def leave_unconsidered(self):
        """The unit is in confirmed breach: it is not considered this year, so the appraisal stops [S4]."""

    @transition(field=state, source=State.NOT_CONSIDERED, target=State.SUBMITTED)
    def queue_again(self):
        """Reopened; no review had begun."""

    @transition(field=state, source=State.NOT_CONSIDERED, target=State.UNDER_APPRAISAL)
    def appraise_again(self):
        """Reopened in the state that its review was in."""


class SelfScore(models.Model):
    """The points a commune gives itself for one criterion, with an explanation [S1, S2].

    Or its claim that the criterion does not apply [S9].

    The explanation of a claim is its reason; a claim counts with the criterion's full points.
    `max_points` repeats the frozen table's figure so that a database constraint can check the range.
    `version` counts changes: a write names the version it saw, so two editors never overwrite each other unseen.
    Where a correction of the table changed the maximum after scoring, `former_max` and `former_points`
    keep the old values: the criterion must be scored again [S7].
    """

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    max_points = PointsField(_("maximum points"))
    points = PointsField(_("points"), null=True, blank=True)
    explanation = models.TextField(_("explanation"), blank=True)
    not_applicable = models.BooleanField(_("claimed not to apply"), default=False)
    former_max = PointsField(_("maximum before the correction"), null=True, blank=True)
    former_points = PointsField(_("points before the correction"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=0)
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("self-score")
        verbose_name_plural = _("self-scores")
        ordering = ["criterion__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="self_score_once_per_criterion"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=0, points__lte=F("max_points")),
                name="self_score_between_0_and_max",
            ),
            together("changed_at", "changed_by", name="self_score_changed_at_with_by"),
            together("former_max", "former_points", name="self_score_former_max_with_points"),
            models.CheckConstraint(
                condition=Q(not_applicable=False) | (Q(points=F("max_points")) & ~Q(explanation="")),
                name="self_score_claim_has_full_points_and_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.assessment} {self.criterion}"

    @property
    def is_to_rescore(self) -> bool:
        """True where the criterion's maximum was corrected after it was scored [S7]."""
        return self.former_max is not None


class RatioFigure(models.Model):
    """The counts behind a threshold row, as the unit reports them: a part, the whole, and their source [A21].

    `ratio` is a key of `scoring.core.THRESHOLDS`. They give no points; they are shown beside them.
    """

    score = models.ForeignKey(SelfScore, models.CASCADE, related_name="figures")
    ratio = models.CharField(_("ratio"), max_length=30)
    part = models.PositiveBigIntegerField(_("numerator"))
    whole = models.PositiveBigIntegerField(_("denominator"))
    source = models.CharField(_("source of the figures"), max_length=200)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("figures of a ratio")
        verbose_name_plural = _("figures of ratios")
        constraints = [
            models.UniqueConstraint(fields=["score", "ratio"], name="ratio_figure_once_per_score"),
            models.CheckConstraint(condition=Q(whole__gt=0), name="ratio_figure_whole_above_0"),
            models.CheckConstraint(condition=~Q(source=""), name="ratio_figure_has_a_source"),
            models.CheckConstraint(
                condition=Q(ratio="app_installations") | Q(part__lte=F("whole")), name="ratio_figure_part_of_the_whole"
            ),
        ]

    def __str__(self):
        return f"{self.score} {self.ratio}"
