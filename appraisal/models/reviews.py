"""One review per dossier, and the points that the team gives each criterion [R3, S2, S8, S9]."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from appraisal.models.teams import TeamMember
from kernel.constraints import together
from kernel.fields import PointsField
from kernel.states import StateField, Stateful
from scoring.models import Criterion, SelfAssessment


class Review(Stateful):
    """One appraiser's review of one dossier [R3]. Its first state is "assigned".

    `total`, `group_totals` and `scored_count` repeat what `scoring.core` computes from the scores; the one service that
    writes a score rewrites them in the same transaction. `version` counts the changes of the appraisal: of the review,
    its scores, second review and letters. It is incremented under the dossier's lock.
    """

    class State(models.TextChoices):
        ASSIGNED = "assigned", _("assigned")
        IN_PROGRESS = "in_progress", _("in progress")
        COMPLETED = "completed", _("completed")
        RECONCILED = "reconciled", _("confirmed by the lead")
        NOT_CONSIDERED = "not_considered", _("closed without appraisal")

    assessment = models.OneToOneField(SelfAssessment, models.PROTECT, related_name="review")
    appraiser = models.ForeignKey(TeamMember, models.PROTECT, related_name="reviews")
    state = StateField(_("state"), choices=State, default=State.ASSIGNED, max_length=20)
    total = PointsField(_("total"), default=0)
    group_totals = models.JSONField(_("points per group"), default=dict)
    scored_count = models.PositiveSmallIntegerField(_("criteria scored"), default=0)
    excepted_count = models.PositiveSmallIntegerField(_("contents that do not apply"), default=0)
    excepted_points = PointsField(_("points by exception"), default=0)
    version = models.PositiveIntegerField(_("version"), default=0)
    assigned_at = models.DateTimeField(_("assigned at"))
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    completed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reconciled_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    reconciled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["pk"]
        constraints = [
            together("completed_at", "completed_by", name="review_completed_at_with_by"),
            together("reconciled_at", "reconciled_by", name="review_reconciled_at_with_by"),
            models.CheckConstraint(
                condition=~Q(state__in=["completed", "reconciled"]) | Q(completed_at__isnull=False),
                name="review_completed_at_when_completed",
            ),
            models.CheckConstraint(
                condition=Q(state="reconciled", reconciled_at__isnull=False)
                | (~Q(state="reconciled") & Q(reconciled_at__isnull=True)),
                name="review_reconciled_at_iff_reconciled",
            ),
            models.CheckConstraint(condition=Q(total__range=(0, 100)), name="review_total_0_to_100"),
        ]

    def __str__(self):
        return str(self.assessment)

    @transition(field=state, source=State.ASSIGNED, target=State.IN_PROGRESS)
    def begin(self):
        """The first criterion is scored."""

    @transition(field=state, source=State.IN_PROGRESS, target=State.COMPLETED)
    def complete(self, *, by, at):
        self.completed_by, self.completed_at = by, at

    @transition(field=state, source=State.COMPLETED, target=State.IN_PROGRESS)
    def send_back(self):
        """The lead returns it to the appraiser for another look."""
        self.completed_by = self.completed_at = None

    @transition(field=state, source=State.COMPLETED, target=State.RECONCILED)
    def reconcile(self, *, by, at):
        self.reconciled_by, self.reconciled_at = by, at

    @transition(field=state, source=State.RECONCILED, target=State.IN_PROGRESS)
    def reopen(self):
        """There is a reason to check a confirmed review again."""
        self.completed_by = self.completed_at = self.reconciled_by = self.reconciled_at = None

    @transition(field=state, source=[State.ASSIGNED, State.IN_PROGRESS, State.COMPLETED], target=State.NOT_CONSIDERED)
    def leave_unconsidered(self):
        """The unit is in confirmed breach: its dossier is closed without appraisal [S4]."""

    @transition(field=state, source=State.NOT_CONSIDERED, target=State.ASSIGNED)
    def assign_again(self):
        """Reopened; no criterion was scored before."""

    @transition(field=state, source=State.NOT_CONSIDERED, target=State.IN_PROGRESS)
    def take_up_again(self):
        """Reopened in its earlier state; a completed one must be checked again."""
        self.completed_by = self.completed_at = None


class ReviewScore(models.Model):
    """The team's points for one criterion, beside the commune's own; a difference needs a comment [S2, S8].

    `claimed`: the commune claims that the criterion does not apply; `not_applicable`: the team agrees [S9].
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    max_points = PointsField(_("maximum points"))
    self_points = PointsField(_("self-assessed points"))
    points = PointsField(_("points"), null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    claimed = models.BooleanField(_("claimed not to apply"), default=False)
    not_applicable = models.BooleanField(_("does not apply"), default=False)
    version = models.PositiveIntegerField(_("version"), default=0)
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("review score")
        verbose_name_plural = _("review scores")
        ordering = ["criterion__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="review_score_once_per_criterion"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=0, points__lte=F("max_points")),
                name="review_score_between_0_and_max",
            ),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points=F("self_points")) | ~Q(comment=""),
                name="review_score_difference_has_a_comment",
            ),
            together("changed_at", "changed_by", name="review_score_changed_at_with_by"),
            models.CheckConstraint(
                condition=Q(not_applicable=False) | Q(claimed=True, points=F("max_points")),
                name="review_score_exception_was_claimed_and_has_full_points",
            ),
            models.CheckConstraint(
                condition=Q(claimed=False) | Q(points__isnull=True) | Q(not_applicable=True) | ~Q(comment=""),
                name="review_score_rejected_claim_has_a_comment",
            ),
        ]

    def __str__(self):
        return f"{self.review} {self.criterion}"
