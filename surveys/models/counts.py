"""Counts of answers, kept with every response, so that figures never read the answers (decision 68)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.responses import Response
from surveys.models.surveys import Survey


class AnswerCount(models.Model):
    """How many responses of a survey gave one option, by channel and month.

    `question_number` is the position of the question, 0 for the response itself. `option` is the value from 1 to 5 or
    the position of the choice, 0 for "answered at all". Each count is the sum of its shards: responses that arrive at
    once add to different rows and do not wait for one another.
    """

    SHARDS = 8

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="counts", db_index=False)
    channel = models.CharField(_("channel"), max_length=10, choices=Response.Channel)
    month = models.DateField(_("first day of the month"))
    question_number = models.PositiveSmallIntegerField(_("question"))
    option = models.PositiveSmallIntegerField(_("value or choice"))
    shard = models.PositiveSmallIntegerField(_("shard"))
    responses = models.IntegerField(_("responses"))

    KEY = ("survey_id", "channel", "month", "question_number", "option", "shard")

    class Meta:
        verbose_name = _("count of answers")
        verbose_name_plural = _("counts of answers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "channel", "month", "question_number", "option", "shard"], name="answer_count_once"
            ),
        ]

    def __str__(self):
        return f"{self.survey_id} {self.channel} {self.month:%Y-%m} {self.question_number}.{self.option}"
