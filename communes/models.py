"""The communes, the yearly cycles, and who entered which year."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from documents.models import StoredFile
from kernel.constraints import in_order, together
from kernel.states import StateField, Stateful

FIRST_YEAR = 2026


class Commune(models.Model):
    """A unit that is assessed: one of the city's communes, wards and special zones."""

    class Kind(models.TextChoices):
        COMMUNE = "commune", _("commune")
        WARD = "ward", _("ward")
        SPECIAL_ZONE = "special_zone", _("special zone")

    code = models.CharField(_("official code"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    search_key = models.CharField(_("search key"), max_length=120, editable=False)

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="commune_name_once_per_kind")]

    def __str__(self):
        return f"{self.get_kind_display().capitalize()} {self.name}"


class Cycle(models.Model):
    """One assessment year and its calendar. Each date is a "Trước ngày": the day itself is already too late [R1-R3]."""

    year = models.PositiveSmallIntegerField(
        _("year"), unique=True, validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(2100)]
    )
    register_before = models.DateField(_("register before"))
    submit_before = models.DateField(_("send the dossier before"))
    report_before = models.DateField(_("report the appraisal before"))
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(condition=Q(year__gte=FIRST_YEAR), name="cycle_from_2026"),
            in_order("register_before", "submit_before", "report_before", name="cycle_dates_in_order"),
        ]

    def __str__(self):
        return str(self.year)


class Registration(Stateful):
    """A commune's entry for one year, with its plan [R1]. One row per commune stands from the opening of the cycle."""

    class State(models.TextChoices):
        DRAFT = "draft", _("not registered")
        SUBMITTED = "submitted", _("registration sent")
        ACCEPTED = "accepted", _("registered")
        RETURNED = "returned", _("returned")
        WITHDRAWN = "withdrawn", _("withdrawn")

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="registrations", verbose_name=_("cycle"))
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="registrations", verbose_name=_("commune"))
    state = StateField(_("state"), choices=State, default=State.DRAFT, max_length=20)
    aimed_level = models.PositiveSmallIntegerField(
        _("aimed level"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    plan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("plan for the year")
    )
    submitted_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(_("note of the department"), blank=True)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["cycle", "commune"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "commune"], name="registration_once_a_year"),
            together("submitted_at", "submitted_by", name="registration_submitted_at_with_by"),
            together("decided_at", "decided_by", name="registration_decided_at_with_by"),
            models.CheckConstraint(
                condition=Q(aimed_level__isnull=True) | Q(aimed_level__range=(1, 4)),
                name="registration_aims_at_level_1_to_4",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(submitted_at__isnull=False, plan__isnull=False, aimed_level__isnull=False),
                name="registration_sent_with_plan_and_aim",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "returned"]) | Q(decided_at__isnull=False),
                name="registration_decided_when_accepted_or_returned",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(note=""), name="registration_returned_with_a_note"
            ),
        ]

    def __str__(self):
        return f"{self.commune} {self.cycle}"

    @transition(field=state, source=[State.DRAFT, State.RETURNED, State.WITHDRAWN], target=State.SUBMITTED)
    def submit(self, *, by, at):
        self.submitted_by, self.submitted_at = by, at

    @transition(field=state, source=State.SUBMITTED, target=State.ACCEPTED)
    def accept(self, *, by, at, note=""):
        self.decided_by, self.decided_at, self.note = by, at, note

    @transition(field=state, source=State.SUBMITTED, target=State.RETURNED)
    def return_(self, *, by, at, note):
        self.decided_by, self.decided_at, self.note = by, at, note

    @transition(field=state, source=[State.SUBMITTED, State.RETURNED], target=State.WITHDRAWN)
    def withdraw(self):
        """The commune takes its entry back."""


class Extension(models.Model):
    """More time for one commune at one step of one year, granted by the department with a reason [R1, R2]."""

    class Step(models.TextChoices):
        REGISTRATION = "registration", _("registration")
        SUBMISSION = "submission", _("sending the dossier")

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="extensions")
    step = models.CharField(_("step"), max_length=20, choices=Step)
    before = models.DateField(_("new deadline (before this day)"))
    reason = models.TextField(_("reason"))
    granted_at = models.DateTimeField(_("granted at"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["-granted_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="extension_has_a_reason")]

    def __str__(self):
        return f"{self.registration}: {self.get_step_display()} {self.before:%d/%m/%Y}"
