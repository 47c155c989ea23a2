"""Files in the criteria's evidence sets, and uploads to them [dossier 4]."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.models import StoredFile
from kernel.constraints import together
from scoring.models import SelfScore

_WEB = Q(address__startswith="https://") | Q(address__startswith="http://")


class EvidenceItem(models.Model):
    """A file in a criterion's evidence set, in order; a removed one can be restored while the dossier is open.

    Its description (`number` to `effective_on`) is typed by the commune, as an office cites a document. A link
    is a URL seen at a moment, and its file proves the content: a screenshot or a saved page.
    """

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("document")
        PICTURE = "picture", _("picture")
        STATISTICS = "statistics", _("statistics")
        LINK = "link", _("link")

    DESCRIPTION = ("kind", "number", "dated", "issuer", "caption", "effective_on", "address", "seen_at")

    score = models.ForeignKey(SelfScore, models.CASCADE, related_name="evidence_items")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="evidence_items")
    position = models.PositiveIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.DOCUMENT)
    number = models.CharField(_("number and symbol"), max_length=60, blank=True)
    dated = models.DateField(_("date of the document"), null=True, blank=True)
    issuer = models.CharField(_("issuing body"), max_length=150, blank=True)
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    effective_on = models.DateField(_("effective date"), null=True, blank=True)
    address = models.URLField(_("address"), max_length=500, blank=True)
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("evidence item")
        verbose_name_plural = _("evidence items")
        ordering = ["score", "position", "pk"]
        constraints = [
            together("removed_at", "removed_by", name="evidence_item_removed_at_with_by"),
            models.CheckConstraint(
                name="evidence_item_kind_known", condition=Q(kind__in=["document", "picture", "statistics", "link"])
            ),
            models.CheckConstraint(
                name="evidence_item_link_iff_address_seen",
                condition=Q(Q(kind="link", seen_at__isnull=False) & _WEB)
                | Q(~Q(kind="link") & Q(address="", seen_at=None)),
            ),
        ]

    def __str__(self):
        return self.file.name


class PartialUpload(models.Model):
    """An upload to a criterion's set, in chunks.

    Its bytes are stored on local disk until it is complete (`documents.upload_chunks`).

    `offset` is the number of bytes received. The last chunk and the item are one transaction, so a complete upload
    always has its item; it is kept until `expires_at`, for a browser that missed the answer.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True, editable=False)
    score = models.ForeignKey(SelfScore, models.CASCADE, related_name="partial_uploads")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    length = models.PositiveBigIntegerField(_("size in bytes"))
    offset = models.PositiveBigIntegerField(_("bytes that have come"), default=0)
    begun_at = models.DateTimeField(_("begun at"))
    expires_at = models.DateTimeField(_("kept until"), db_index=True)
    item = models.ForeignKey(EvidenceItem, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("unfinished upload")
        verbose_name_plural = _("unfinished uploads")
        ordering = ["begun_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="partial_upload_has_its_item_iff_whole",
                condition=Q(item__isnull=True, offset__lt=F("length"))
                | Q(item__isnull=False, offset=F("length"), length__gt=0),
            )
        ]

    def __str__(self):
        return self.name
