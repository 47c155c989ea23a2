"""Tokens of programs that read the API for a person (decision 0085)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.constraints import together


class Token(models.Model):
    """A program's key to the API: it reads what its owner may see, within its scopes, until it ends.

    `start` are its first letters, by which people tell tokens apart. It is void once its owner was signed out
    everywhere: `owner_signed_out` repeats `User.times_signed_out` as it was.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tokens", verbose_name=_("owner"))
    name = models.CharField(_("name"), max_length=100)
    start = models.CharField(_("beginning"), max_length=20, editable=False)
    digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("valid until"))
    owner_signed_out = models.PositiveIntegerField(default=0, editable=False)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(revoked_at__isnull=True), name="token_name_once_per_owner"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="token_expires_after_creation"),
            models.CheckConstraint(condition=~Q(scopes=[]), name="token_has_a_scope"),
            together("revoked_at", "revoked_by", name="token_revoked_at_with_by"),
        ]

    def __str__(self):
        return self.name
