"""The team's questions to a commune, and the answers [R3, S8]."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from kernel.constraints import iff_state, together
from kernel.fields import PointsField
from kernel.states import StateField, Stateful
from scoring.models import SelfAssessment, SelfScore


class Inquiry(Stateful):
    """The dossier is with the commune again: a numbered request for supplements, or, once, for its explanation.

    While it is sent, only the criteria it asks about are open, for words and files; it ends with the commune's answer,
    or at its deadline [R3, S8]. `before` is a "Trước ngày": that day itself is too late.
    """

    class Kind(models.TextChoices):
        SUPPLEMENT = "supplement", _("request for supplements")
        EXPLANATION = "explanation", _("explanation of the provisional points")

    class State(models.TextChoices):
        COLLECTING = "collecting", _("being collected")
        SENT = "sent", _("with the commune")
        ANSWERED = "answered", _("answered")
        LAPSED = "lapsed", _("ended without being sent back")

    assessment = models.ForeignKey(SelfAssessment, models.PROTECT, related_name="inquiries")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    number = models.PositiveSmallIntegerField(_("number"))
    state = StateField(_("state"), choices=State, default=State.COLLECTING, max_length=20)
    note = models.TextField(_("note"), blank=True)
    total = PointsField(_("provisional total"), null=True, blank=True)
    before = models.DateField(_("answer before"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("inquiry")
        verbose_name_plural = _("inquiries")
        ordering = ["assessment", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "kind", "number"], name="inquiry_number_once_a_kind"),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(state__in=["collecting", "sent"]), name="inquiry_one_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(kind="explanation"), name="inquiry_explanation_once"
            ),
            models.CheckConstraint(
                condition=Q(state="collecting", sent_at=None, sent_by=None)
                | (~Q(state="collecting") & Q(sent_at__isnull=False, sent_by__isnull=False, before__isnull=False)),
                name="inquiry_sent_with_its_day",
            ),
            iff_state(["answered", "lapsed"], "ended_at", name="inquiry_ended_at_iff_over"),
            iff_state(["answered"], "answered_by", name="inquiry_answered_by_iff_answered"),
            models.CheckConstraint(
                condition=Q(kind="explanation", total__range=(0, 100)) | Q(kind="supplement", total=None),
                name="inquiry_total_iff_explanation",
            ),
        ]

    def __str__(self):
        return f"{self.assessment}: {self.get_kind_display()} {self.number}"

    @transition(field=state, source=State.COLLECTING, target=State.SENT)
    def send(self, *, by, at, before):
        self.sent_by, self.sent_at, self.before = by, at, before

    @transition(field=state, source=State.SENT, target=State.ANSWERED)
    def answer(self, *, by, at):
        self.answered_by, self.ended_at = by, at

    @transition(field=state, source=State.SENT, target=State.LAPSED)
    def lapse(self, *, at):
        """Its deadline has passed; what the commune had typed by then counts."""
        self.ended_at = at


class Question(models.Model):
    """A question on one criterion, the commune's answer, and the team's reply to an explanation [S8]."""

    class Outcome(models.TextChoices):
        KEPT = "kept", _("points kept")
        CHANGED = "changed", _("points changed")

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="questions")
    score = models.ForeignKey(SelfScore, models.PROTECT, related_name="questions")
    wanted = models.TextField(_("what is asked"))
    points = PointsField(_("provisional points"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    reply = models.TextField(_("the team's reply"), blank=True)
    replied_at = models.DateTimeField(_("replied at"), null=True, blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["inquiry", "score"]
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "score"], name="question_once_per_criterion"),
            models.CheckConstraint(condition=~Q(wanted=""), name="question_says_what_is_asked"),
            together("answered_at", "answered_by", name="question_answered_at_with_by"),
            together("replied_at", "replied_by", name="question_replied_at_with_by"),
            models.CheckConstraint(
                condition=Q(replied_at=None, outcome="", reply="")
                | (Q(replied_at__isnull=False, outcome__in=["kept", "changed"]) & ~Q(reply="")),
                name="question_replied_with_outcome_and_words",
            ),
        ]

    def __str__(self):
        return f"{self.inquiry}: {self.score.criterion.code}"
