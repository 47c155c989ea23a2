"""One mail to one person, from its creation to the relay's answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Mailing(models.Model):
    """A mail of one message or of a morning's digest; `key` is unique, so that nothing is mailed twice.

    It waits until `due_at`, is claimed by one worker (sending), and ends as sent or failed; `last_error` has the
    relay's last error.
    """

    class Kind(models.TextChoices):
        SINGLE = "single", _("one message")
        DIGEST = "digest", _("digest")
        INVITATION = "invitation", _("invitation")
        RESET = "reset", _("new password")

    class State(models.TextChoices):
        WAITING = "waiting", _("waits")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("undeliverable")
        DROPPED = "dropped", _("no longer needed")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mailings")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    key = models.CharField(_("key"), max_length=80, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    address = models.CharField(_("mail address"), max_length=254, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("what the mail server said"), blank=True)
    created_at = models.DateTimeField(_("created at"))
    due_at = models.DateTimeField(_("due at"))
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    settled_at = models.DateTimeField(_("sent, or given up, at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=["waiting", "sending"]), name="mailings_due"),
            models.Index(fields=["person", "-settled_at"], name="mailings_settled_of_person"),
        ]
        constraints = [
            models.CheckConstraint(
                name="mailing_settled_when_at_its_end",
                condition=Q(state__in=["waiting", "sending"], settled_at__isnull=True)
                | Q(state__in=["sent", "failed", "dropped"], settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="mailing_claimed_while_sending", condition=~Q(state="sending") | Q(claimed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="mailing_failed_with_an_error", condition=~Q(state="failed") | ~Q(last_error="")
            ),
        ]

    def __str__(self):
        return f"{self.key} → {self.person}: {self.state}"
