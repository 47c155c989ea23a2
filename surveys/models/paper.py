"""Answers on paper as they were entered, and texts in which a name is hidden."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from surveys.models.responses import Answer
from surveys.models.surveys import Survey


class PaperBatch(models.Model):
    """Answers on paper that were entered at once.

    `key` identifies the form or the workbook, so that neither is entered twice.
    """

    class Source(models.TextChoices):
        TABLE = "table", _("table on the page")
        WORKBOOK = "workbook", _("workbook")

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="paper_batches")
    source = models.CharField(_("entered by"), max_length=10, choices=Source)
    key = models.CharField(_("key"), max_length=64)
    size = models.PositiveSmallIntegerField(_("number of answers"))
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("batch of answers on paper")
        verbose_name_plural = _("batches of answers on paper")
        ordering = ["-entered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "key"], name="paper_batch_key_once"),
            models.CheckConstraint(condition=Q(size__gte=1), name="paper_batch_not_empty"),
        ]

    def __str__(self):
        return f"{self.survey}: {self.size}"


class RedactedText(models.Model):
    """The text to show in place of an answer that names a person.

    The answer itself never changes and is shown to nobody any more.
    """

    answer = models.OneToOneField(Answer, models.CASCADE, related_name="redaction")
    shown = models.CharField(_("text without the name"), max_length=500, blank=True)
    redacted_at = models.DateTimeField(_("hidden at"))
    redacted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("text with a hidden name")
        verbose_name_plural = _("texts with a hidden name")
        ordering = ["pk"]

    def __str__(self):
        return self.shown
