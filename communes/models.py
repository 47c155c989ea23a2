"""The communes, the yearly cycles, and the registrations of each year."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from documents.models import FormerDecision, StoredFile
from kernel.constraints import together
from kernel.names import NameKeyField
from kernel.states import StateField, Stateful

FIRST_YEAR = 2026
DAYS_OF_THE_DECREE = {"register_before": (2, 15), "submit_before": (12, 1), "report_before": (12, 31)}
"""The cycle's days as the decree has them: the month and the day before which each step is done [R1-R3]."""


def _in_its_year(field: str) -> models.CheckConstraint:
    """The day is in the cycle's year; not compared as text, whose format depends on the server's DateStyle."""
    return models.CheckConstraint(condition=Exact(ExtractYear(field), F("year")), name=f"cycle_{field}_in_its_year")


class Commune(models.Model):
    """A unit that is assessed: one of the city's communes, wards and special zones."""

    class Kind(models.TextChoices):
        COMMUNE = "commune", _("commune")
        WARD = "ward", _("ward")
        SPECIAL_ZONE = "special_zone", _("special zone")

    code = models.CharField(_("official code"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    # Not in the decree; empty until the city's own list of units says it.
    population = models.PositiveIntegerField(_("population"), null=True, blank=True, validators=[MinValueValidator(1)])
    # The units that were merged into it, by name and kind ("Xã An Hòa"); empty until the city's own list says them.
    predecessors = models.JSONField(_("predecessors"), default=list, blank=True)
    predecessors_key = models.CharField(
        _("search key of the predecessors"), max_length=1500, blank=True, editable=False
    )
    name_key = NameKeyField(source="name")
    search_key = models.CharField(_("search key"), max_length=120, editable=False)

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="commune_name_once_per_kind"),
            models.CheckConstraint(condition=Q(population__gte=1), name="commune_population_positive"),
        ]

    def __str__(self):
        return unit_title(self.kind, self.name)


def unit_title(kind: str, name: str) -> str:
    """The name of a unit for pages and lists, in the active language: "Xã An Lão"."""
    return f"{str(Commune.Kind(kind).label).capitalize()} {name}"


class Cycle(models.Model):
    """One assessment year and its calendar.

    Each date is a "Trước ngày": that day itself is already too late [R1-R3].
    """

    year = models.PositiveSmallIntegerField(
        _("year"), unique=True, validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(2100)]
    )
    register_before = models.DateField(_("register before"))
    submit_before = models.DateField(_("send the dossier before"))
    report_before = models.DateField(_("report the appraisal before"))
    # The decision that set other dates than the decree's own; both empty where the dates are the decree's.
    days_decision_number = models.CharField(_("decision on the days: number and symbol"), max_length=60, blank=True)
    days_decision_date = models.DateField(_("decision on the days: date"), null=True, blank=True)
    days_decision_file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decision on the days: file"),
    )
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(condition=Q(year__gte=FIRST_YEAR), name="cycle_from_2026"),
            models.CheckConstraint(
                condition=Q(register_before__lt=F("submit_before")) & Q(submit_before__lt=F("report_before")),
                name="cycle_dates_in_order",
            ),
            *(_in_its_year(field) for field in DAYS_OF_THE_DECREE),
            models.CheckConstraint(
                condition=Q(days_decision_number="", days_decision_date=None)
                | (~Q(days_decision_number="") & Q(days_decision_date__isnull=False)),
                name="cycle_days_decision_with_number_and_date",
            ),
        ]

    def __str__(self):
        return str(self.year)


class FormerDaysDecision(FormerDecision):
    """The decision on a year's days as it was recorded before a correction [R1-R3]."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="former_days_decisions")

    class Meta(FormerDecision.Meta):
        verbose_name = _("former version of a decision on the days")
        verbose_name_plural = _("former versions of decisions on the days")


class Registration(Stateful):
    """A commune's entry for one year, with its plan [R1]. Each commune has one row from the opening of the cycle.

    A returned entry must be completed before `complete_before`; a late one counts once the department admits it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("nothing sent")
        SUBMITTED = "submitted", _("registered, to be received")
        ACCEPTED = "accepted", _("registered, received")
        RETURNED = "returned", _("registered, to be completed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LATE = "late", _("sent late")
        REFUSED = "refused", _("not admitted")

    REGISTERED = (State.SUBMITTED, State.ACCEPTED, State.RETURNED)
    """What was sent in time counts as registered; that the department receives it is no approval [R1, S3]."""
    WAITING = (State.SUBMITTED, State.RETURNED, State.LATE)
    """The department, or the commune that it has sent the entry back to, has still to act."""

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
    complete_before = models.DateField(_("to be completed before"), null=True, blank=True)
    late_reason = models.TextField(_("why it comes late"), blank=True)

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
                condition=~Q(state__in=["accepted", "returned", "refused"]) | Q(decided_at__isnull=False),
                name="registration_decided_when_accepted_or_returned",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "refused"]) | ~Q(note=""), name="registration_returned_with_a_note"
            ),
            models.CheckConstraint(
                condition=~Q(state="late") | ~Q(late_reason=""), name="registration_late_with_its_reason"
            ),
        ]

    def __str__(self):
        return f"{self.commune} {self.cycle}"

    @property
    def is_registered(self) -> bool:
        """True where this unit takes part in the year [R1, R4]."""
        return self.state in self.REGISTERED

    @transition(field=state, source=[State.DRAFT, State.RETURNED, State.WITHDRAWN], target=State.SUBMITTED)
    def submit(self, *, by, at):
        self.submitted_by, self.submitted_at, self.late_reason = by, at, ""

    @transition(field=state, source=[State.DRAFT, State.WITHDRAWN], target=State.LATE)
    def submit_late(self, *, by, at, reason):
        self.submitted_by, self.submitted_at, self.late_reason = by, at, reason

    @transition(field=state, source=[State.SUBMITTED, State.RETURNED, State.LATE, State.REFUSED], target=State.ACCEPTED)
    def accept(self, *, by, at, note=""):
        self.decided_by, self.decided_at, self.note = by, at, note

    @transition(field=state, source=State.SUBMITTED, target=State.RETURNED)
    def return_(self, *, by, at, note, complete_before):
        self.decided_by, self.decided_at, self.note, self.complete_before = by, at, note, complete_before

    @transition(field=state, source=[State.RETURNED, State.LATE], target=State.REFUSED)
    def refuse(self, *, by, at, note):
        self.decided_by, self.decided_at, self.note = by, at, note

    @transition(field=state, source=[State.SUBMITTED, State.RETURNED, State.LATE], target=State.WITHDRAWN)
    def withdraw(self):
        """The commune withdraws its entry."""


class Extension(models.Model):
    """An extension for one commune at one step of one year, granted by the department with a reason [R1, R2]."""

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

    @property
    def key(self) -> str:
        """The key of its letter among the papers."""
        return f"{self.registration.cycle.year}-{self.registration.commune.code}-{self.pk}"


class HandOff(models.Model):
    """A subject that a unit's clerk submits to its head with a message, and the head's answer: sent on, or returned.

    It is open until the head has sent the subject itself, or returned it with a note.
    """

    class Subject(models.TextChoices):
        REGISTRATION = "registration", _("registration")
        PAPERS = "papers", _("papers of the dossier")
        DOSSIER = "dossier", _("dossier")

    class Answer(models.TextChoices):
        SENT = "sent", _("sent on")
        RETURNED = "returned", _("sent back to the clerk")

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="hand_offs")
    subject = models.CharField(_("what is laid before the head"), max_length=20, choices=Subject)
    message = models.TextField(_("message"), blank=True)
    handed_at = models.DateTimeField(_("laid before the head at"))
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, blank=True)
    note = models.TextField(_("note of the head"), blank=True)
    ended_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("hand-off to the head")
        verbose_name_plural = _("hand-offs to the head")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "subject"], condition=Q(answer=""), name="hand_off_one_open_a_subject"
            ),
            models.CheckConstraint(
                condition=Q(answer="", ended_at=None, ended_by=None)
                | (Q(answer__in=["sent", "returned"], ended_at__isnull=False, ended_by__isnull=False)),
                name="hand_off_ended_iff_answered",
            ),
            models.CheckConstraint(condition=~Q(answer="returned") | ~Q(note=""), name="hand_off_returned_with_a_note"),
        ]

    def __str__(self):
        return f"{self.registration}: {self.get_subject_display()}"


class ExtensionRequest(models.Model):
    """A unit requests an extension at one step, with its reason; the department grants or refuses it [R1, R2]."""

    class Answer(models.TextChoices):
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("not granted")

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="extension_requests")
    step = models.CharField(_("step"), max_length=20, choices=Extension.Step)
    reason = models.TextField(_("reason"))
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, blank=True)
    note = models.TextField(_("note of the department"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("request for an extension")
        verbose_name_plural = _("requests for extensions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "step"], condition=Q(answer=""), name="extension_request_one_open_a_step"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_request_has_a_reason"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | Q(answer__in=["granted", "refused"], answered_at__isnull=False, answered_by__isnull=False),
                name="extension_request_answered_whole",
            ),
            models.CheckConstraint(
                condition=~Q(answer="refused") | ~Q(note=""), name="extension_request_refused_with_a_note"
            ),
        ]

    def __str__(self):
        return f"{self.registration}: {self.get_step_display()}"
