"""Runs of the periodic work."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PeriodicRun(models.Model):
    """One run of a periodic job: when, where, and how it ended."""

    class Outcome(models.TextChoices):
        RUNNING = "running", _("running")
        SUCCEEDED = "succeeded", _("succeeded")
        FAILED = "failed", _("failed")

    name = models.CharField(_("name"), max_length=60)
    host = models.CharField(_("machine"), max_length=100)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.RUNNING)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    output = models.TextField(_("output"), blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("run of periodic work")
        verbose_name_plural = _("runs of periodic work")
        indexes = [models.Index(fields=["name", "-started_at"], name="periodic_runs_by_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(outcome="running"), name="periodic_run_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="running", finished_at__isnull=True)
                | models.Q(outcome__in=["succeeded", "failed"], finished_at__isnull=False),
                name="periodic_run_outcome_has_end",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="failed") ^ models.Q(error=""), name="periodic_run_failure_has_error"
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def seconds(self) -> float | None:
        """How long it took; None while it runs."""
        return (self.finished_at - self.started_at).total_seconds() if self.finished_at else None
