"""Facts read from files, and hints for appraisers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evidence.models.items import EvidenceItem
from kernel.constraints import together


class Reading(models.Model):
    """Facts read from one content, once, for all items that contain it (`evidence.hints.readings`)."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    read_at = models.DateTimeField(_("read at"))
    is_readable = models.BooleanField(_("readable"))
    is_blank = models.BooleanField(_("blank"))
    is_typed = models.BooleanField(_("holds text"))
    width = models.PositiveIntegerField(_("width in pixels"), default=0)
    height = models.PositiveIntegerField(_("height in pixels"), default=0)
    dated_on = models.DateField(_("date inside the file"), null=True, blank=True)
    dated_by = models.CharField(_("where the date stands"), max_length=10, blank=True)
    signatures = models.JSONField(_("digital signatures"), default=list, blank=True)
    unread = models.JSONField(_("what was not read, and why"), default=dict, blank=True)

    class Meta:
        verbose_name = _("reading of a file")
        verbose_name_plural = _("readings of files")

    def __str__(self):
        return self.sha256


class PictureHash(models.Model):
    """The look of one part of a picture as two hashes of 64 bits; the four words of the first are indexed."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="hashes")
    part = models.PositiveSmallIntegerField(_("part"))
    low = models.CharField(_("shapes"), max_length=16)
    edges = models.CharField(_("edges"), max_length=16)
    word_0 = models.PositiveIntegerField(db_index=True)
    word_1 = models.PositiveIntegerField(db_index=True)
    word_2 = models.PositiveIntegerField(db_index=True)
    word_3 = models.PositiveIntegerField(db_index=True)

    class Meta:
        verbose_name = _("hash of a picture")
        verbose_name_plural = _("hashes of pictures")
        constraints = [models.UniqueConstraint(fields=["reading", "part"], name="picture_hash_once_a_part")]

    def __str__(self):
        return self.low


class Hint(models.Model):
    """Something about an item that an appraiser may want to check; never a verdict, never shown to the commune.

    `other` is the item that it resembles; `key` distinguishes hints of one kind; `facts` are for its message.
    A dismissed hint stays with its reason, and is not created again.
    """

    class Kind(models.TextChoices):
        SAME_FILE = "same_file", _("the same file elsewhere")
        NEAR_PICTURE = "near_picture", _("nearly the same picture elsewhere")
        OUT_OF_YEAR = "out_of_year", _("dated outside the year")
        SIGNATURE = "signature", _("digital signature")
        UNSIGNED = "unsigned", _("no digital signature")
        BLANK = "blank", _("blank")
        UNREADABLE = "unreadable", _("unreadable")
        UNREAD = "unread", _("not looked at")
        TINY = "tiny", _("very small picture")

    item = models.ForeignKey(EvidenceItem, models.CASCADE, related_name="hints")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    key = models.CharField(_("key"), max_length=40, blank=True)
    other = models.ForeignKey(EvidenceItem, models.CASCADE, null=True, blank=True, related_name="hints_elsewhere")
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    found_at = models.DateTimeField(_("found at"))
    dismissed_at = models.DateTimeField(_("dismissed at"), null=True, blank=True)
    dismissed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("hint")
        verbose_name_plural = _("hints")
        ordering = ["item", "kind", "key"]
        constraints = [
            models.UniqueConstraint(fields=["item", "kind", "key"], name="hint_once_an_item"),
            together("dismissed_at", "dismissed_by", name="hint_dismissed_at_with_by"),
            models.CheckConstraint(
                name="hint_dismissed_iff_reason",
                condition=Q(Q(dismissed_at=None) & Q(reason="")) | Q(Q(dismissed_at__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="hint_other_iff_alike",
                condition=Q(kind__in=["same_file", "near_picture"], other__isnull=False)
                | Q(~Q(kind__in=["same_file", "near_picture"]) & Q(other=None)),
            ),
        ]

    def __str__(self):
        return f"{self.item}: {self.get_kind_display()}"
