"""Records that limit submissions, kept for a day or two: forms that were sent, and counts of networks."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.surveys import Survey


class SpentForm(models.Model):
    """The digest of a form that was sent. No response refers to it; `opened_at` is the beginning of the hour."""

    digest = models.CharField(_("digest"), max_length=64, unique=True)
    opened_at = models.DateTimeField(_("form opened at"), db_index=True)

    class Meta:
        verbose_name = _("form that was sent")
        verbose_name_plural = _("forms that were sent")
        ordering = ["pk"]

    def __str__(self):
        return self.digest


class NetworkCount(models.Model):
    """How many responses a survey received from one network on one day.

    `digest` is made with a salt that is kept in the cache for that day only: afterwards nobody can tell the network.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="network_counts")
    day = models.DateField(_("day"), db_index=True)
    digest = models.CharField(_("digest"), max_length=64)
    responses = models.PositiveIntegerField(_("responses"), default=0)

    class Meta:
        verbose_name = _("count of a network")
        verbose_name_plural = _("counts of networks")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "day", "digest"], name="network_count_once_a_day"),
        ]

    def __str__(self):
        return f"{self.survey} {self.day}: {self.responses}"
