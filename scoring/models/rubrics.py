"""The scoring table, and the table in force in each year."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from communes.models import Cycle
from documents.models import FormerDecision, StoredFile
from kernel.constraints import together
from kernel.fields import PointsField
from kernel.states import StateField, Stateful
from scoring.core import NotApplicable


class Rubric(Stateful):
    """One version of the scoring table (Bảng thang điểm). Published, it totals exactly 100 and never changes [S7].

    `base` is the version a draft was copied from. `version` counts the changes of its points: a write names the one
    it saw, so that two editors never overwrite each other's changes unnoticed.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("retired")

    class NotApplicablePolicy(models.TextChoices):
        FULL_POINTS = NotApplicable.FULL_POINTS.value, _("earns its full points")
        RESCALE = NotApplicable.RESCALE.value, _("is left out, and the rest counts for 100 points")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    decision_vi = models.CharField(_("decision"), max_length=300)
    title_vi = models.CharField(_("title (Vietnamese)"), max_length=300)
    title_en = models.CharField(_("title (English)"), max_length=300)
    applies_from_year = models.PositiveSmallIntegerField(_("applies from year"))
    step = PointsField(_("smallest step of points"), default="0.25")
    state = StateField(_("state"), choices=State, default=State.DRAFT, max_length=20)
    not_applicable = models.CharField(
        _("what does not apply"), max_length=20, choices=NotApplicablePolicy, default=NotApplicablePolicy.FULL_POINTS
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    base = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="copies", verbose_name=_("copied from")
    )
    version = models.PositiveIntegerField(_("version"), default=0)
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("scoring table")
        verbose_name_plural = _("scoring tables")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(step__gt=0), name="rubric_step_above_0"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | (~Q(state="draft") & Q(published_at__isnull=False)),
                name="rubric_published_at_iff_published",
            ),
            together("changed_at", "changed_by", name="rubric_changed_at_with_by"),
        ]

    def __str__(self):
        return self.code

    @property
    def title(self) -> str:
        """The title in the active language."""
        return self.title_en if get_language() == "en" else self.title_vi

    @transition(field=state, source=State.DRAFT, target=State.PUBLISHED)
    def publish(self, *, at):
        self.published_at = at

    @transition(field=state, source=State.PUBLISHED, target=State.RETIRED)
    def retire(self):
        """No new cycle may use this version; cycles that began with it keep it [S7]."""


class Criterion(models.Model):
    """A row of the scoring table: a group, a criterion, or a criterion that earns points [S1].

    `partial_steps` are the shares of a criterion's maximum, in whole percent, at which partial fulfilment is usually
    scored [S2]; empty means the quarters. `applies_in_part`: only a part of the criterion depends on `applies_when_vi`,
    the rest applies to every unit and needs its evidence [S9]. `version` counts the changes of its wording.
    """

    class Provenance(models.TextChoices):
        LEGIBLE = "legible", _("legible in the scan")
        DERIVED = "derived", _("derived by arithmetic")
        ASSUMED = "assumed", _("assumed: the scan lost the figure")
        CORRECTED = "corrected", _("read from the signed original")
        DECIDED = "decided", _("set again in this version")

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="criteria")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    code = models.CharField(_("code"), max_length=20)
    sort_key = models.CharField(_("sort key"), max_length=40)
    is_leaf = models.BooleanField(_("earns points"))
    title_vi = models.TextField(_("content (Vietnamese)"))
    title_en = models.TextField(_("content (English)"))
    max_points = PointsField(_("maximum points"))
    evidence_vi = models.TextField(_("expected evidence"), blank=True)
    applies_when_vi = models.TextField(_("applies only when"), blank=True)
    applies_in_part = models.BooleanField(_("only a part of it may not occur"), default=False)
    scoring_hint_vi = models.TextField(_("scoring hint"), blank=True)
    partial_steps = models.JSONField(_("partial steps in percent"), default=list, blank=True)
    version = models.PositiveIntegerField(_("version"), default=0)
    provenance = models.CharField(_("provenance of the figure"), max_length=10, choices=Provenance)
    provenance_note = models.TextField(_("note on the figure"), blank=True)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["rubric", "sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["rubric", "code"], name="criterion_code_once_per_rubric"),
            models.CheckConstraint(condition=Q(max_points__gte=0), name="criterion_points_not_negative"),
        ]

    def __str__(self):
        return self.code

    @property
    def title(self) -> str:
        """The content in the active language."""
        return self.title_en if get_language() == "en" else self.title_vi

    @property
    def group_code(self) -> str:
        """The code of the row's group: "I" for "I.1.10"."""
        return self.code.partition(".")[0]


class RubricDecision(models.Model):
    """The city's decision that puts a version into use [S7]; stored apart, because the table never changes.

    A decision that the portal loads itself has no recording person; the decree's date is unknown until it is filled in.
    """

    rubric = models.OneToOneField(Rubric, models.CASCADE, related_name="decision")
    number = models.CharField(_("number of the decision"), max_length=60)
    dated_on = models.DateField(_("date of the decision"), null=True, blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed decision")
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("decision on a scoring table")
        verbose_name_plural = _("decisions on scoring tables")
        constraints = [
            models.CheckConstraint(condition=~Q(number=""), name="rubric_decision_has_a_number"),
            models.CheckConstraint(
                condition=Q(recorded_by__isnull=True) | Q(dated_on__isnull=False, file__isnull=False),
                name="rubric_decision_recorded_whole",
            ),
        ]

    def __str__(self):
        return self.number


class FormerRubricDecision(FormerDecision):
    """A table's decision as it was recorded before a correction [S7]."""

    decision = models.ForeignKey(RubricDecision, models.CASCADE, related_name="former")

    class Meta(FormerDecision.Meta):
        verbose_name = _("former version of a decision on a scoring table")
        verbose_name_plural = _("former versions of decisions on scoring tables")


class FigureConfirmation(models.Model):
    """A figure that matches the signed original: who compared it, when, and the scanned page where one is stored.

    It is stored apart, because a published table never changes [S7]. It applies to the figure as it was: a draft's
    figure loses it when it changes, and a copy of the table takes it over.
    """

    criterion = models.OneToOneField(Criterion, models.CASCADE, related_name="confirmation")
    points = PointsField(_("points"))
    note = models.TextField(_("note"), blank=True, max_length=1000)
    scan = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("scanned page")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"))
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("confirmed figure")
        verbose_name_plural = _("confirmed figures")

    def __str__(self):
        return str(self.criterion)


class RubricInForce(models.Model):
    """The table a year began with and keeps [S7]."""

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="rubric_in_force")
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="cycles_in_force")

    class Meta:
        verbose_name = _("table in force")
        verbose_name_plural = _("tables in force")

    def __str__(self):
        return f"{self.cycle}: {self.rubric}"
