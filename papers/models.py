"""A paper that an office finishes: number, date and signer are typed, sections edited, figures come from the data."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import StoredFile
from kernel.constraints import together
from papers.codes import new_code


class Draft(models.Model):
    """One version of a paper of the kind `kind` about `subject`; a correction is another version that refers to it.

    `sections` stores, for each edited section, the text and the draft that it was made from. Once issued it
    never changes; `signed` is the signed copy. Anybody may verify the paper by its `code`.
    """

    kind = models.CharField(_("kind"), max_length=60)
    subject = models.SlugField(_("subject"), max_length=80)
    code = models.CharField(_("code to check it by"), max_length=32, unique=True, default=new_code, editable=False)
    number = models.CharField(_("number and symbol"), max_length=60, blank=True)
    dated = models.DateField(_("date"), null=True, blank=True)
    signer_title = models.CharField(_("title of the signer"), max_length=200, blank=True)
    signer_name = models.CharField(_("name of the signer"), max_length=200, blank=True)
    sections = models.JSONField(_("edited sections"), default=dict, blank=True)
    version = models.PositiveIntegerField(_("version"), default=0)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed copy")
    )
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("corrects")
    )
    reason = models.TextField(_("reason of the correction or revocation"), blank=True)
    is_latest = models.BooleanField(_("latest version"), default=True)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(is_latest=True), name="paper_one_latest_version"
            ),
            together("issued_at", "issued_by", name="paper_issued_at_with_by"),
            together("revoked_at", "revoked_by", name="paper_revoked_at_with_by"),
            models.CheckConstraint(
                condition=Q(issued_at__isnull=True) | (Q(signed__isnull=False, dated__isnull=False) & ~Q(number="")),
                name="paper_issued_with_number_date_and_signed_copy",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | (Q(issued_at__isnull=False) & ~Q(reason="")),
                name="paper_revoked_once_issued_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(reason=""), name="paper_corrects_with_a_reason"
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.subject}"

    @property
    def standing(self) -> str:
        """ "draft", "issued", "corrected" (a later version was issued) or "revoked"."""
        if self.revoked_at:
            return "revoked"
        if not self.issued_at:
            return "draft"
        later = getattr(self, "corrected_by", None)
        return "corrected" if later is not None and later.issued_at else "issued"


class TextVersion(models.Model):
    """A version of a text that the office owns (`papers.office_texts`); the newest is used, none ever changes.

    An empty text is the way back to the built-in one.
    """

    key = models.CharField(_("text"), max_length=60)
    number = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("words"), blank=True)
    written_at = models.DateTimeField(_("written at"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("version of a text")
        verbose_name_plural = _("versions of texts")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["key", "number"], name="text_version_numbered_once")]

    def __str__(self):
        return f"{self.key} {self.number}"
