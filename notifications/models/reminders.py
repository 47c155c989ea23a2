"""The reminders sent, by person."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Reminder(models.Model):
    """One person was reminded of one deadline at one step (a number of days before it); never twice.

    `place` identifies what is due (a unit's entry, a person's reviews), `before` the first refused day: an extension
    moves it, so its reminders begin again.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    kind = models.CharField(_("kind"), max_length=60)
    place = models.CharField(_("what is due"), max_length=80)
    before = models.DateField(_("before this day"))
    days = models.PositiveSmallIntegerField(_("days before"))
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "place", "before", "days"], name="reminder_once_a_step")
        ]

    def __str__(self):
        return f"{self.kind} {self.place}, {self.days} days before {self.before} → {self.person}"
