"""The year's appraisal team and its people [R3]."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communes.models import Cycle
from documents.models import StoredFile


class AppraisalTeam(models.Model):
    """The year's appraisal team (tổ thẩm định), set up by the city on the department's proposal [R3]."""

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="appraisal_team")
    decision_number = models.CharField(_("number of the founding decision"), max_length=60, blank=True)
    decision_date = models.DateField(_("date of the founding decision"), null=True, blank=True)
    decision_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("founding decision")
    )
    formed_at = models.DateTimeField(_("formed at"))
    formed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("appraisal team")
        verbose_name_plural = _("appraisal teams")

    def __str__(self):
        return f"{self.cycle}"

    @property
    def is_founded(self) -> bool:
        """True where the city's decision is on record, with its number, date and file [R3]."""
        return bool(self.decision_number and self.decision_date and self.decision_file_id)


class TeamMember(models.Model):
    """A person of the year's team: its single lead, its secretary, or a member."""

    class Part(models.TextChoices):
        LEAD = "lead", _("team lead")
        SECRETARY = "secretary", _("secretary")
        MEMBER = "member", _("member")

    team = models.ForeignKey(AppraisalTeam, models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="team_memberships")
    part = models.CharField(_("part"), max_length=10, choices=Part, default=Part.MEMBER)

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        ordering = ["team", "part", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["team", "person"], name="team_member_once"),
            models.UniqueConstraint(fields=["team"], condition=Q(part="lead"), name="team_has_one_lead"),
            models.UniqueConstraint(fields=["team"], condition=Q(part="secretary"), name="team_has_one_secretary"),
        ]

    def __str__(self):
        return f"{self.person} ({self.get_part_display()})"
