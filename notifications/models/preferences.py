"""A person's preferences for notifications."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Preference(models.Model):
    """A person's own preferences; a person without a row is mailed at once, in the default language."""

    class Mail(models.TextChoices):
        AT_ONCE = "at_once", _("At once, a mail for each message")
        DIGEST = "digest", _("Once a day, everything new in one mail at 07:00")
        NONE = "none", _("Never, I read my messages in the portal")

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_preference")
    mail = models.CharField(_("how mails come"), max_length=10, choices=Mail, default=Mail.AT_ONCE)
    language = models.CharField(
        _("language of the portal and of mails"),
        max_length=5,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
    )

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.person}: {self.mail}, {self.language}"
