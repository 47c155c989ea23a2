"""The department's hints on scoring: drafted beside the table, and as its issued guidance gave them [S2, S7]."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from papers.models import Draft
from scoring.models.rubrics import Criterion

MAX_HINT = 4000


class HintDraft(models.Model):
    """A criterion's hint as the department drafts it for the next issue of the guidance.

    It is stored apart, because a published table never changes [S7]. A criterion without one has the table's own hint.
    `version` counts the changes: a write names the version it saw.
    """

    criterion = models.OneToOneField(Criterion, models.CASCADE, related_name="hint_draft")
    text = models.TextField(_("hint"), blank=True, max_length=MAX_HINT)
    version = models.PositiveIntegerField(_("version"), default=0)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("drafted hint")
        verbose_name_plural = _("drafted hints")

    def __str__(self):
        return str(self.criterion)


class GuidanceHint(models.Model):
    """A criterion's hint in one issued version of the guidance; it never changes: the database enforces this.

    Every criterion has a row in every issued version; an empty text means that this version gives no hint on it.
    """

    paper = models.ForeignKey(Draft, models.PROTECT, related_name="+", verbose_name=_("guidance"))
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    text = models.TextField(_("hint"), blank=True)

    class Meta:
        verbose_name = _("hint of the guidance")
        verbose_name_plural = _("hints of the guidance")
        ordering = ["criterion__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "criterion"], name="guidance_hint_once_per_criterion"),
        ]

    def __str__(self):
        return str(self.criterion)
