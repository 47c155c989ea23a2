"""Which members of the team cover which groups of criteria [R3]."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from appraisal.models.teams import TeamMember


class Coverage(models.Model):
    """A group of the year's table that a member knows well; a dossier still has one responsible appraiser [R3]."""

    member = models.ForeignKey(TeamMember, models.CASCADE, related_name="coverage")
    code = models.CharField(_("code"), max_length=20)
    set_at = models.DateTimeField(_("set at"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("group covered")
        verbose_name_plural = _("groups covered")
        ordering = ["member", "code"]
        constraints = [models.UniqueConstraint(fields=["member", "code"], name="coverage_once_per_member_and_code")]

    def __str__(self):
        return f"{self.member}: {self.code}"
