"""The audit trail: one readable entry per decision, never changed and never removed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """Who did what to what, when, with which facts [S8].

    The actor is its only foreign key, so it outlives its target.
    """

    verb = models.CharField(_("verb"), max_length=80)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    target_type = models.CharField(_("kind of target"), max_length=80)
    target_key = models.CharField(_("key of target"), max_length=64)
    target_label = models.CharField(_("target"), max_length=300)
    facts = models.JSONField(_("facts"), default=dict)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("trail entry")
        verbose_name_plural = _("trail entries")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["target_type", "target_key"], name="trail_of_target")]

    def __str__(self):
        return f"{self.verb} {self.target_label}"
