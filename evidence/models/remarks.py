"""Comments of a commune's head on single criteria while reading the dossier before it is sent."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.constraints import together
from scoring.models import SelfScore


class ReadingRemark(models.Model):
    """A comment of the head on one criterion; the clerk marks it as resolved."""

    score = models.ForeignKey(SelfScore, models.CASCADE, related_name="reading_remarks")
    text = models.TextField(_("remark"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("remark on a criterion")
        verbose_name_plural = _("remarks on criteria")
        ordering = ["score__criterion__sort_key", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="reading_remark_says_something"),
            together("resolved_at", "resolved_by", name="reading_remark_resolved_at_with_by"),
        ]

    def __str__(self):
        return f"{self.score}: {self.text}"
