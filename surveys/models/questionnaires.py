"""Questionnaires of the department; a published version never changes (database triggers hold it)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class TwoLanguages(models.Model):
    """A text in Vietnamese, with its English translation where there is one."""

    text_vi = models.CharField(_("text in Vietnamese"), max_length=500)
    text_en = models.CharField(_("text in English"), max_length=500, blank=True)

    class Meta:
        abstract = True

    @property
    def text(self) -> str:
        """The text in the active language; in Vietnamese where it is not translated."""
        return self.text_en if get_language() == "en" and self.text_en else self.text_vi


class Questionnaire(models.Model):
    """A questionnaire that communes may use, and the criterion whose evidence its summary is."""

    key = models.SlugField(_("short name"), max_length=40, unique=True)
    title_vi = models.CharField(_("title in Vietnamese"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    criterion_code = models.CharField(_("criterion"), max_length=20)
    is_standard = models.BooleanField(_("comes with the portal"), default=False)

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["criterion_code", "key"]

    def __str__(self):
        return self.title

    @property
    def title(self) -> str:
        """The title in the active language; in Vietnamese where it is not translated."""
        return self.title_en if get_language() == "en" and self.title_en else self.title_vi


class QuestionnaireVersion(models.Model):
    """One version of a questionnaire: a draft until it is published, then frozen with its questions."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    # Null where the portal published it: the standard questionnaires.
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("version of a questionnaire")
        verbose_name_plural = _("versions of questionnaires")
        ordering = ["questionnaire", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="questionnaire_version_number_once"),
            models.UniqueConstraint(
                fields=["questionnaire"], condition=Q(published_at=None), name="questionnaire_version_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | Q(published_at__isnull=False),
                name="questionnaire_version_published_by_with_at",
            ),
        ]

    def __str__(self):
        return f"{self.questionnaire} ({self.number})"


class Question(TwoLanguages):
    """A question of one version. `measures_satisfaction`: an answer of 4 or 5 counts as satisfied."""

    class Kind(models.TextChoices):
        LIKERT5 = "likert5", _("satisfaction from 1 to 5")
        SINGLE_CHOICE = "single_choice", _("one choice")
        MULTIPLE_CHOICE = "multiple_choice", _("several choices")
        SHORT_TEXT = "short_text", _("short text")

    WITH_CHOICES = (Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE)

    version = models.ForeignKey(QuestionnaireVersion, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    is_required = models.BooleanField(_("must be answered"), default=True)
    measures_satisfaction = models.BooleanField(_("measures satisfaction"), default=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="question_position_once"),
            models.CheckConstraint(
                condition=Q(measures_satisfaction=False) | Q(kind="likert5"), name="question_satisfaction_on_the_scale"
            ),
        ]

    def __str__(self):
        return f"{self.position}. {self.text_vi}"


class Choice(TwoLanguages):
    """One of the choices of a question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="choices")
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ["question", "position"]
        constraints = [models.UniqueConstraint(fields=["question", "position"], name="choice_position_once")]

    def __str__(self):
        return self.text_vi
