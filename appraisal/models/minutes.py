"""The minutes of a dossier's appraisal: meeting facts are typed, the rest is read from the scores."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appraisal.models.reviews import Review
from appraisal.models.teams import TeamMember
from documents.models import StoredFile
from kernel.constraints import together
from papers.codes import new_code


class Minutes(models.Model):
    """The minutes of one appraisal [R3, S8]; those of a reopened review are kept but no longer count.

    Number, date, hours, place and persons are typed by the team, never generated; points and justifications are
    the review's own. Anybody may verify the signed ones by their `code`.
    """

    review = models.ForeignKey(Review, models.PROTECT, related_name="minutes")
    code = models.CharField(_("code to check it by"), max_length=32, unique=True, default=new_code, editable=False)
    number = models.CharField(_("number and symbol"), max_length=60, blank=True)
    held_on = models.DateField(_("held on"))
    begins_at = models.TimeField(_("begins at"), null=True, blank=True)
    ends_at = models.TimeField(_("ends at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200)
    present = models.ManyToManyField(TeamMember, related_name="+", verbose_name=_("members present"))
    chair = models.ForeignKey(
        TeamMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chair")
    )
    others = models.TextField(_("others present"), blank=True)
    remarks = models.TextField(_("opinions and conclusion"), blank=True)
    signed = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed copy")
    )
    signed_at = models.DateTimeField(_("signed copy uploaded at"), null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # The versions of the dossier and of its appraisal when the minutes were written.
    dossier_version = models.PositiveIntegerField(_("version of the dossier"), default=0)
    superseded_at = models.DateTimeField(_("superseded at"), null=True, blank=True)

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review"], condition=Q(superseded_at=None), name="minutes_one_that_counts_a_review"
            ),
            models.CheckConstraint(
                condition=Q(begins_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("begins_at")),
                name="minutes_end_after_they_begin",
            ),
            together("signed", "signed_at", "signed_by", name="minutes_signed_with_at_and_by"),
        ]

    def __str__(self):
        return f"{self.review} {self.number}".strip()
