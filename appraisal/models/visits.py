"""Visits on site: when, where and by whom; the criteria to check; the findings, with photos [R3, S8]."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from appraisal.models.reviews import Review
from appraisal.models.teams import TeamMember
from documents.models import StoredFile
from kernel.constraints import together
from kernel.states import StateField, Stateful
from scoring.models import Criterion


class Visit(Stateful):
    """A visit of the team to a commune, for the review of its dossier. `version` is that of its remarks."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    review = models.ForeignKey(Review, models.PROTECT, related_name="visits")
    starts_at = models.DateTimeField(_("begins at"))
    place = models.CharField(_("place"), max_length=200)
    members = models.ManyToManyField(TeamMember, related_name="visits", verbose_name=_("members"))
    state = StateField(_("state"), choices=State, default=State.PLANNED, max_length=20)
    remarks = models.TextField(_("remarks"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=0)
    planned_at = models.DateTimeField(_("planned at"))
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("done or cancelled at"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(_("reason of the cancellation"), blank=True)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(place=""), name="visit_has_a_place"),
            together("ended_at", "ended_by", name="visit_ended_at_with_by"),
            models.CheckConstraint(
                condition=Q(state="planned", ended_at__isnull=True) | (~Q(state="planned") & Q(ended_at__isnull=False)),
                name="visit_ended_iff_not_planned",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(reason=""), name="visit_cancelled_with_a_reason"
            ),
        ]

    def __str__(self):
        return f"{self.review}: {self.starts_at:%d/%m/%Y}"

    @transition(field=state, source=State.PLANNED, target=State.DONE)
    def finish(self, *, by, at):
        self.ended_by, self.ended_at = by, at

    @transition(field=state, source=State.PLANNED, target=State.CANCELLED)
    def cancel(self, *, by, at, reason):
        self.ended_by, self.ended_at, self.reason = by, at, reason


class VisitItem(models.Model):
    """A criterion to check on site, and the finding; empty until somebody has checked it."""

    class Seen(models.TextChoices):
        YES = "yes", _("seen as told")
        PARTLY = "partly", _("in part")
        NO = "no", _("not so")

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="items")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    look_for = models.CharField(_("what to look at"), max_length=500, blank=True)
    seen = models.CharField(_("seen"), max_length=10, choices=Seen, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=0)
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("criterion to see")
        verbose_name_plural = _("criteria to see")
        ordering = ["criterion__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "criterion"], name="visit_item_once_per_criterion"),
            together("changed_at", "changed_by", name="visit_item_changed_at_with_by"),
        ]

    def __str__(self):
        return f"{self.visit} {self.criterion}"


class VisitPhoto(models.Model):
    """A photo from a visit: of a criterion, or of the visit as a whole.

    `taken_at` is the time that the camera recorded.
    """

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="photos")
    item = models.ForeignKey(VisitItem, models.CASCADE, null=True, blank=True, related_name="photos")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("photo of a visit")
        verbose_name_plural = _("photos of visits")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "file"], name="visit_photo_once")]

    def __str__(self):
        return self.file.name
