"""Dossiers that were closed without appraisal, and reopened [S4]."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appraisal.models.breaches import Breach
from kernel.constraints import together
from scoring.models import SelfAssessment


class NotConsidered(models.Model):
    """A unit in confirmed breach is not considered this year: who closed its dossier and why, and who reopened it."""

    assessment = models.ForeignKey(SelfAssessment, models.PROTECT, related_name="closings")
    breach = models.ForeignKey(Breach, models.PROTECT, related_name="closings")
    justification = models.TextField(_("justification"))
    closed_at = models.DateTimeField(_("closed at"))
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField(_("taken up again at"), null=True, blank=True)
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reopening_justification = models.TextField(_("justification of taking it up again"), blank=True)

    class Meta:
        verbose_name = _("closing without appraisal")
        verbose_name_plural = _("closings without appraisal")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(reopened_at=None), name="not_considered_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(justification=""), name="not_considered_with_a_justification"),
            models.CheckConstraint(
                condition=Q(reopened_at=None) | ~Q(reopening_justification=""),
                name="not_considered_reopened_with_a_justification",
            ),
            together("reopened_at", "reopened_by", name="not_considered_reopened_at_with_by"),
        ]

    def __str__(self):
        return str(self.assessment)
