"""The papers of the dossier, its receipt, and the PDF made of it [dossier 1-3]."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.models import StoredFile
from kernel.constraints import together
from papers.codes import new_code
from scoring.models import SelfAssessment


class DossierPart(models.Model):
    """A paper of the dossier: letter, report or table.

    Drafted here, signed on paper, uploaded as a signed copy [dossier].

    The fourth component, the evidence, is the communes' EvidenceItems.
    `number`, `dated` and the signer are typed by the commune, never generated. `text` is the editable body. Anybody may
    verify a sent one by its `code`.
    """

    class Kind(models.TextChoices):
        LETTER = "letter", _("submission letter")
        REPORT = "report", _("report on results")
        TABLE = "table", _("self-scoring table")

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="parts")
    kind = models.CharField(_("component"), max_length=10, choices=Kind)
    code = models.CharField(_("code to check it by"), max_length=32, unique=True, default=new_code, editable=False)
    number = models.CharField(_("number and symbol"), max_length=60, blank=True)
    dated = models.DateField(_("date"), null=True, blank=True)
    signer_title = models.CharField(_("title of the signer"), max_length=100, blank=True)
    signer_name = models.CharField(_("name of the signer"), max_length=150, blank=True)
    text = models.TextField(_("text"), blank=True)
    rendered = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    rendered_at = models.DateTimeField(_("rendered at"), null=True, blank=True)
    rendering_since = models.DateTimeField(_("rendering since"), null=True, blank=True)
    signed = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(_("signed copy uploaded at"), null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("dossier component")
        verbose_name_plural = _("dossier components")
        ordering = ["assessment", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "kind"], name="dossier_part_once_per_kind"),
            together("rendered", "rendered_at", name="dossier_part_rendered_with_at"),
            together("signed", "signed_at", "signed_by", name="dossier_part_signed_with_at_and_by"),
        ]

    def __str__(self):
        return f"{self.assessment}: {self.get_kind_display()}"


class Receipt(models.Model):
    """The commune's receipt for its dossier: when, by whom, with which total and files [R2].

    `code` names it for the commune and the department; anybody may verify its paper by `check_code`.
    """

    assessment = models.OneToOneField(SelfAssessment, models.PROTECT, related_name="receipt")
    code = models.CharField(_("receipt code"), max_length=20, unique=True)
    check_code = models.CharField(
        _("code to check it by"), max_length=32, unique=True, default=new_code, editable=False
    )
    total = models.DecimalField(_("total"), max_digits=6, decimal_places=2)
    files_count = models.PositiveIntegerField(_("number of files"))
    digest = models.CharField(_("digest of the dossier"), max_length=64)
    dossier_version = models.PositiveIntegerField(_("version of the dossier"), default=0)
    issued_at = models.DateTimeField(_("issued at"))

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [models.CheckConstraint(condition=Q(total__range=(0, 100)), name="receipt_total_0_to_100")]

    def __str__(self):
        return self.code


class DossierPdf(models.Model):
    """The dossier as one PDF, shared by all who may see it, and the request for one that the worker fulfils.

    `asked_at` is set while a PDF is requested; `last_progress_at` is the worker's last report, `done` of `all` its
    progress. `digest` identifies the contents of the stored file: it is served only while the dossier is unchanged.
    """

    assessment = models.OneToOneField(SelfAssessment, models.CASCADE, related_name="dossier_pdf")
    asked_at = models.DateTimeField(_("asked for at"), null=True, blank=True)
    last_progress_at = models.DateTimeField(_("last progress"), null=True, blank=True)
    done = models.PositiveIntegerField(_("units of work done"), default=0)
    all = models.PositiveIntegerField(_("units of work"), default=0)
    file = models.FileField(_("file"), upload_to="dossier_pdfs", max_length=120, blank=True)
    digest = models.CharField(_("digest of what stands in it"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    notices = models.PositiveIntegerField(_("files replaced by a notice"), default=0)
    lost = models.PositiveIntegerField(_("files that were not in the store"), default=0)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)

    class Meta:
        verbose_name = _("PDF of a dossier")
        verbose_name_plural = _("PDFs of dossiers")
        constraints = [
            together("asked_at", "last_progress_at", name="dossier_pdf_asked_with_progress"),
            models.CheckConstraint(condition=Q(done__lte=F("all")), name="dossier_pdf_done_of_all"),
            models.CheckConstraint(
                condition=Q(Q(made_at=None) & Q(file="") & Q(digest=""))
                | Q(Q(made_at__isnull=False) & ~Q(file="") & ~Q(digest="")),
                name="dossier_pdf_made_with_file_and_digest",
            ),
        ]

    def __str__(self):
        return str(self.assessment)
