"""The office's registry of documents, and the written releases of a year from the portal's keeping."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communes.models import Cycle
from documents.models import StoredFile


class RegistryEntry(models.Model):
    """The number under which an office's registry holds one document of a year (số đến, số đi); never the portal's own.

    `document` is the document's key within its year (`records.documents`).
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="registry_entries")
    document = models.CharField(_("document"), max_length=80)
    number = models.CharField(_("registry number"), max_length=40)
    registered_on = models.DateField(_("registered on"))
    office = models.CharField(_("office whose registry it is"), max_length=120)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("registry entry")
        verbose_name_plural = _("registry entries")
        ordering = ["cycle", "document"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "document"], name="registry_entry_once_a_document"),
            models.CheckConstraint(condition=~Q(number="") & ~Q(office=""), name="registry_entry_whole"),
        ]

    def __str__(self):
        return f"{self.number} {self.office}"


class Release(models.Model):
    """The written act by which a year's files may be deleted after their retention: handed over, or released."""

    class Kind(models.TextChoices):
        HANDED_OVER = "handed_over", _("handed over to the archive")
        RELEASED = "released", _("released from keeping in writing")

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="releases")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    number = models.CharField(_("number and symbol"), max_length=60)
    dated = models.DateField(_("date"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("signed document"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("release of a year's files")
        verbose_name_plural = _("releases of years' files")
        ordering = ["cycle", "-recorded_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(number=""), name="release_has_a_number")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"
