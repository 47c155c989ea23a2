"""What disqualifies a unit for the year [S4]."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from communes.models import Registration
from kernel.constraints import together
from kernel.states import StateField, Stateful


class Breach(Stateful):
    """What disqualifies a unit for the year, whatever its score [S4]; confirmed by the lead, never inferred."""

    class Kind(models.TextChoices):
        UNRESOLVED_CASES = "unresolved_cases", _("cases not settled in time")
        DISCIPLINE_OR_PROSECUTION = "discipline_or_prosecution", _("discipline or prosecution")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        CONFIRMED = "confirmed", _("confirmed")
        DISMISSED = "dismissed", _("dismissed")

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="breaches")
    kind = models.CharField(_("kind"), max_length=40, choices=Kind)
    facts = models.TextField(_("facts"))
    source = models.CharField(_("number and issuer of the document"), max_length=200)
    occurred_on = models.DateField(_("date of the occurrence"))
    # None: recorded before communes were asked.
    answer_before = models.DateField(_("the commune answers before"), null=True, blank=True)
    state = StateField(_("state"), choices=State, default=State.PROPOSED, max_length=20)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ground = models.TextField(_("ground of the lead's decision"), blank=True)

    class Meta:
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(facts="") & ~Q(source=""), name="breach_has_facts_and_source"),
            together("settled_at", "settled_by", name="breach_settled_at_with_by"),
            models.CheckConstraint(
                condition=Q(state="proposed", settled_at__isnull=True)
                | (~Q(state="proposed") & Q(settled_at__isnull=False)),
                name="breach_settled_iff_not_proposed",
            ),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | ~Q(ground=""), name="breach_dismissed_with_a_ground"
            ),
        ]

    def __str__(self):
        return f"{self.registration}: {self.get_kind_display()}"

    @transition(field=state, source=State.PROPOSED, target=State.CONFIRMED)
    def confirm(self, *, by, at, ground=""):
        self.settled_by, self.settled_at, self.ground = by, at, ground

    @transition(field=state, source=State.PROPOSED, target=State.DISMISSED)
    def dismiss(self, *, by, at, ground):
        self.settled_by, self.settled_at, self.ground = by, at, ground
