"""Answers of citizens. No name, account, address or device is kept, and the moment only to the hour."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.models.questionnaires import Choice, Question
from surveys.models.surveys import Survey


class Response(models.Model):
    """What one person answered at once. It never changes; triggers in the database hold that.

    `received_at` is the beginning of the hour. `answers_digest` is equal for equal answers: it serves the hints only.
    """

    class Channel(models.TextChoices):
        OPEN_LINK = "open_link", _("open link")
        CODE = "code", _("one-time code")
        PAPER = "paper", pgettext_lazy("way of answering", "paper")

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="responses")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    received_at = models.DateTimeField(_("received in the hour from"))
    language = models.CharField(_("language"), max_length=2, default="vi")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answers_digest = models.CharField(_("digest of the answers"), max_length=16, blank=True)

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ["pk"]
        indexes = [models.Index(fields=["survey", "received_at", "answers_digest"], name="response_of_hour")]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel="paper", entered_by__isnull=False) | (~Q(channel="paper") & Q(entered_by=None)),
                name="response_entered_by_iff_on_paper",
            ),
        ]

    def __str__(self):
        return f"{self.survey}: {self.pk}"


class Answer(models.Model):
    """The answer to one question: a value from 1 to 5, a choice (one row for each chosen), or a text."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    value = models.PositiveSmallIntegerField(
        _("value"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    choice = models.ForeignKey(Choice, models.PROTECT, null=True, blank=True, related_name="answers")
    text = models.CharField(_("text"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["response", "question", "choice"], name="answer_choice_once"),
            models.UniqueConstraint(
                fields=["response", "question"], condition=Q(choice=None), name="answer_once_a_question"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False, choice=None, text="")
                | Q(value=None, choice__isnull=False, text="")
                | (Q(value=None, choice=None) & ~Q(text="")),
                name="answer_is_a_value_a_choice_or_a_text",
            ),
            models.CheckConstraint(condition=Q(value=None) | Q(value__range=(1, 5)), name="answer_value_1_to_5"),
        ]

    def __str__(self):
        return self.text or str(self.choice or self.value)


class ResponseHint(models.Model):
    """Why somebody should look at a response: shown with its count, and the response still counts."""

    class Kind(models.TextChoices):
        BURST = "burst", _("many answers within an hour")
        IDENTICAL = "identical", _("the same answers again within an hour")
        STRAIGHT_LINE = "straight_line", _("the same value for every question")
        ONE_NETWORK = "one_network", _("many answers from one network within a day")

    response = models.ForeignKey(Response, models.CASCADE, related_name="hints")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)

    class Meta:
        verbose_name = _("hint")
        verbose_name_plural = _("hints")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["response", "kind"], name="response_hint_once")]

    def __str__(self):
        return self.get_kind_display()
