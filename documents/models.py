"""Files the portal keeps: content by its SHA-256, never overwritten."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def content_address(stored, filename) -> str:
    """Where content lives: by its own hash, in two levels of folders."""
    return f"content/{stored.sha256[:2]}/{stored.sha256[2:4]}/{stored.sha256}"


class StoredFile(models.Model):
    """One upload: content addressed by SHA-256, with the name and the kind under which it came.

    Two uploads of the same content share the stored bytes, each with a row (and a name) of its own.
    Rows are immutable; who may read one is decided by what refers to it.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    content = models.FileField(_("content"), upload_to=content_address, max_length=120)
    name = models.CharField(_("file name"), max_length=200)
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    stored_at = models.DateTimeField(_("stored at"))
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        constraints = [models.CheckConstraint(condition=models.Q(size__gt=0), name="stored_file_not_empty")]

    def __str__(self):
        return self.name
