"""Messages to a person in the portal and by mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.models.mailings import Mailing


class Message(models.Model):
    """One event for one person. `kind` chooses the sentence, `facts` fill it, `path` is its link.

    It is mailed by one `mailing`, or waits for the next digest (`for_digest`), or is shown in the portal only.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="portal_messages")
    kind = models.CharField(_("kind"), max_length=60)
    facts = models.JSONField(_("facts"), default=dict)
    path = models.CharField(_("address in the portal"), max_length=300)
    sent_at = models.DateTimeField(_("sent at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    for_digest = models.BooleanField(_("waits for a digest"), default=False)
    mailing = models.ForeignKey(Mailing, models.SET_NULL, null=True, blank=True, related_name="messages")
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["person", "read_at"], name="messages_unread_of_person"),
            models.Index(fields=["person"], condition=Q(for_digest=True, mailing=None), name="messages_for_digest"),
        ]

    def __str__(self):
        return f"{self.kind} → {self.person}"
