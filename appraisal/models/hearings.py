"""The documents of a breach, and the commune's statement before the lead decides [S4, S8]."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appraisal.models.breaches import Breach
from communes.models import Cycle
from documents.models import StoredFile


class BreachTerms(models.Model):
    """The number of whole days a commune has to answer a proposed breach; a default where a year has no row."""

    DAYS = 5
    MAX_DAYS = 30

    cycle = models.OneToOneField(Cycle, models.CASCADE, related_name="breach_terms")
    answer_days = models.PositiveSmallIntegerField(
        _("days for the commune's answer"), default=DAYS, validators=[MinValueValidator(1), MaxValueValidator(MAX_DAYS)]
    )

    class Meta:
        verbose_name = _("terms of breaches")
        verbose_name_plural = _("terms of breaches")
        constraints = [
            models.CheckConstraint(condition=Q(answer_days__range=(1, 30)), name="breach_terms_1_to_30_days")
        ]

    def __str__(self):
        return f"{self.cycle}: {self.answer_days}"


class BreachDocument(models.Model):
    """A document of a breach; the commune may read it only where an officer shares it."""

    breach = models.ForeignKey(Breach, models.PROTECT, related_name="documents")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    is_shared = models.BooleanField(_("the commune may read it"), default=False)
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("document of a breach")
        verbose_name_plural = _("documents of breaches")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["breach", "file"], name="breach_document_once")]

    def __str__(self):
        return self.file.name


class BreachAnswer(models.Model):
    """The commune's statement on a proposed breach, once, within its days [S8]."""

    breach = models.OneToOneField(Breach, models.PROTECT, related_name="answer")
    text = models.TextField(_("answer"))
    answered_at = models.DateTimeField(_("answered at"))
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("answer to a breach")
        verbose_name_plural = _("answers to breaches")
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="breach_answer_says_something")]

    def __str__(self):
        return str(self.breach)


class BreachAnswerFile(models.Model):
    """A file attached to the commune's answer."""

    answer = models.ForeignKey(BreachAnswer, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("file of an answer")
        verbose_name_plural = _("files of answers")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["answer", "file"], name="breach_answer_file_once")]

    def __str__(self):
        return self.file.name
