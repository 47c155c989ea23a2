"""Messages that reach a person in the portal and by mail."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """One event that waits for one person. `kind` chooses the words, `facts` fill them, `path` leads there."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="portal_messages")
    kind = models.CharField(_("kind"), max_length=60)
    facts = models.JSONField(_("facts"), default=dict)
    path = models.CharField(_("address in the portal"), max_length=300)
    sent_at = models.DateTimeField(_("sent at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["person", "read_at"], name="messages_unread_of_person")]

    def __str__(self):
        return f"{self.kind} → {self.person}"
