"""The year's limits: how often and for how long a commune may be asked [R3]."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communes.models import Cycle


class AppraisalTerms(models.Model):
    """The year's limits for inquiries; a year without a row has these defaults, and requires no explanation."""

    cycle = models.OneToOneField(Cycle, models.CASCADE, related_name="appraisal_terms")
    max_rounds = models.PositiveSmallIntegerField(
        _("requests for supplements at most"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
    )
    supplement_days = models.PositiveSmallIntegerField(
        _("days for supplements"), default=5, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    explanation_days = models.PositiveSmallIntegerField(
        _("days for the explanation"), default=5, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    explanation_demanded = models.BooleanField(
        _("no dossier is confirmed before its commune could explain itself"), default=False
    )

    class Meta:
        verbose_name = _("terms of the appraisal")
        verbose_name_plural = _("terms of the appraisal")
        constraints = [
            models.CheckConstraint(
                condition=Q(max_rounds__range=(1, 9), supplement_days__range=(1, 30), explanation_days__range=(1, 30)),
                name="appraisal_terms_in_range",
            )
        ]

    def __str__(self):
        return str(self.cycle)
