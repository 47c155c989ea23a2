"""A commune's survey for one purpose at one place, and the one-time codes printed for a sample of people."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from communes.models import Commune, Cycle
from kernel.constraints import iff_state
from kernel.states import StateField, Stateful
from surveys.models.questionnaires import QuestionnaireVersion

# Letters and digits that are not mistaken for one another, read aloud or printed: no 0/o, 1/l/i, u/v.
LETTERS = "23456789abcdefghjkmnpqrstwxyz"


def new_slug() -> str:
    """The random part of a survey's link: short enough to type, too many to guess."""
    return "".join(secrets.choice(LETTERS) for _place in range(8))


class SurveyQuerySet(models.QuerySet["Survey"]):
    """Surveys, chosen by their state."""

    def opened(self) -> "SurveyQuerySet":
        """Those that were opened, whether or not they are closed by now."""
        return self.exclude(state=Survey.State.DRAFT)


class Survey(Stateful):
    """A survey of one commune in one year. Answers are taken only while it is open.

    `answers_deleted_at` is set by the retention command before it deletes the answers; aggregates stay.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("not opened yet")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    class PlaceKind(models.TextChoices):
        COUNTER = "counter", _("counter of the service centre")
        VILLAGE = "village", _("village or residential group")
        ONLINE = "online", _("online")

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="surveys", verbose_name=_("cycle"))
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="surveys", verbose_name=_("commune"))
    version = models.ForeignKey(
        QuestionnaireVersion, models.PROTECT, related_name="surveys", verbose_name=_("questionnaire")
    )
    slug = models.SlugField(_("link"), max_length=12, unique=True, default=new_slug, editable=False)
    purpose = models.CharField(_("purpose"), max_length=200)
    place_kind = models.CharField(_("kind of place"), max_length=20, choices=PlaceKind)
    place_name = models.CharField(_("name of the place"), max_length=120, blank=True)
    state = StateField(_("state"), choices=State, default=State.DRAFT, max_length=20)
    created_at = models.DateTimeField(_("created at"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    # Null where the end of the year closed it.
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answers_deleted_at = models.DateTimeField(_("answers deleted at"), null=True, blank=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(purpose=""), name="survey_has_a_purpose"),
            models.CheckConstraint(condition=Q(place_kind="online") | ~Q(place_name=""), name="survey_names_its_place"),
            iff_state(["open", "closed"], "opened_at", "opened_by", name="survey_opened_iff_not_draft"),
            iff_state(["closed"], "closed_at", name="survey_closed_at_iff_closed"),
            models.CheckConstraint(
                condition=Q(closed_by=None) | Q(closed_at__isnull=False), name="survey_closed_by_with_at"
            ),
            models.CheckConstraint(
                condition=Q(answers_deleted_at=None) | Q(state="closed"), name="survey_answers_deleted_once_closed"
            ),
        ]

    def __str__(self):
        return f"{self.commune} {self.cycle}: {self.purpose}"

    @property
    def place(self) -> str:
        """The place, as people read it."""
        return self.place_name or str(self.PlaceKind(self.place_kind).label)

    @transition(field=state, source=State.DRAFT, target=State.OPEN)
    def open(self, *, by, at):
        self.opened_by, self.opened_at = by, at

    @transition(field=state, source=State.OPEN, target=State.CLOSED)
    def close(self, *, by, at):
        self.closed_by, self.closed_at = by, at


class CodeBatch(models.Model):
    """One-time codes made at once for a sample of people; the codes themselves are shown only when they are made."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="batches")
    number = models.PositiveSmallIntegerField(_("batch"))
    size = models.PositiveSmallIntegerField(_("number of codes"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("batch of codes")
        verbose_name_plural = _("batches of codes")
        ordering = ["survey", "number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="code_batch_number_once"),
            models.CheckConstraint(condition=Q(size__range=(1, 1000)), name="code_batch_of_1_to_1000"),
        ]

    def __str__(self):
        return f"{self.survey}: {self.number}"


class SurveyCode(models.Model):
    """A one-time code, kept as a digest only. No answer refers to it, so nobody can tell who answered what."""

    batch = models.ForeignKey(CodeBatch, models.PROTECT, related_name="codes")
    digest = models.CharField(_("digest of the code"), max_length=64, unique=True)
    # The hour, as `Response.received_at`: a finer moment would tell which answer it was.
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.batch}"
