"""Two independent reviews: what a year reviews twice, who is the second, and the scores of both [S8]."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from appraisal.models.reviews import Review, ReviewScore
from appraisal.models.teams import TeamMember
from communes.models import Cycle
from kernel.constraints import together
from kernel.fields import PointsField
from kernel.states import StateField, Stateful


class TwoReviews(models.Model):
    """A group or criterion of the year's table that two members review independently."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="two_reviews")
    code = models.CharField(_("code"), max_length=20)
    set_at = models.DateTimeField(_("set at"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("criterion reviewed twice")
        verbose_name_plural = _("criteria reviewed twice")
        ordering = ["cycle", "code"]
        constraints = [models.UniqueConstraint(fields=["cycle", "code"], name="two_reviews_once_per_code")]

    def __str__(self):
        return f"{self.cycle}: {self.code}"


class SecondReview(Stateful):
    """The second review of one dossier; it exists where the year has double review.

    `criteria` repeats the codes that `TwoReviews` stands for, in the table's order: they are fixed before anybody
    begins. `state` is the second reviewer's; `first_done_at` marks the first one's part as done.
    """

    class State(models.TextChoices):
        ASSIGNED = "assigned", _("assigned")
        IN_PROGRESS = "in_progress", _("in progress")
        COMPLETED = "completed", _("completed")

    review = models.OneToOneField(Review, models.CASCADE, related_name="second")
    criteria = models.JSONField(_("criteria reviewed twice"), default=list)
    appraiser = models.ForeignKey(
        TeamMember, models.PROTECT, null=True, blank=True, related_name="second_reviews", verbose_name=_("appraiser")
    )
    state = StateField(_("state"), choices=State, default=State.ASSIGNED, max_length=20)
    assigned_at = models.DateTimeField(_("assigned at"), null=True, blank=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    first_done_at = models.DateTimeField(_("first review completed at"), null=True, blank=True)
    first_done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    completed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("second review")
        verbose_name_plural = _("second reviews")
        ordering = ["pk"]
        constraints = [
            together("first_done_at", "first_done_by", name="second_review_first_done_at_with_by"),
            together("completed_at", "completed_by", name="second_review_completed_at_with_by"),
            models.CheckConstraint(
                condition=Q(state="completed", completed_at__isnull=False)
                | (~Q(state="completed") & Q(completed_at__isnull=True)),
                name="second_review_completed_at_iff_completed",
            ),
            models.CheckConstraint(
                condition=Q(state="assigned") | Q(appraiser__isnull=False), name="second_review_begun_by_somebody"
            ),
        ]

    def __str__(self):
        return str(self.review)

    @transition(field=state, source=State.ASSIGNED, target=State.IN_PROGRESS)
    def begin(self):
        """The first independent score is entered."""

    @transition(field=state, source=State.IN_PROGRESS, target=State.COMPLETED)
    def complete(self, *, by, at):
        self.completed_by, self.completed_at = by, at

    @transition(field=state, source=[State.ASSIGNED, State.IN_PROGRESS], target=State.ASSIGNED)
    def hand_over(self, member: TeamMember, *, by, at):
        """Another member starts again; existing scores stay with their author."""
        self.appraiser, self.assigned_by, self.assigned_at = member, by, at


class IndependentScore(models.Model):
    """The score of one member on a criterion; once compared (`frozen_at`), the database prevents changes.

    Read only through `appraisal.double_review.queries`, because who may see it depends on the phase.
    """

    score = models.ForeignKey(ReviewScore, models.CASCADE, related_name="independent_scores")
    author = models.ForeignKey(TeamMember, models.PROTECT, related_name="independent_scores")
    max_points = PointsField(_("maximum points"))
    points = PointsField(_("points"), null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    not_applicable = models.BooleanField(_("does not apply"), default=False)
    version = models.PositiveIntegerField(_("version"), default=0)
    changed_at = models.DateTimeField(_("changed at"))
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True)

    class Meta:
        verbose_name = _("independent score")
        verbose_name_plural = _("independent scores")
        ordering = ["score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["score", "author"], name="independent_score_once_per_author"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=0, points__lte=F("max_points")),
                name="independent_score_between_0_and_max",
            ),
        ]

    def __str__(self):
        return f"{self.score} {self.author}"
