"""What proves the scores, and the dossier in which it is handed in."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.models import StoredFile
from kernel.constraints import together
from scoring.models import SelfAssessment, SelfScore

_WEB = Q(address__startswith="https://") | Q(address__startswith="http://")


class EvidenceItem(models.Model):
    """A file in a leaf's set of evidence, in its order; a removed one can be undone while the dossier is open.

    What it says of itself (`number` to `effective_on`) is typed by the commune, as an office cites a document. A link
    is an `address` seen at a moment, and its file is the proof of what stood there: a screenshot or a saved page.
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


class Reading(models.Model):
    """What one content tells of itself, read once, whichever items hold it (`evidence.hints.readings`)."""

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

    class Meta:
        verbose_name = _("reading of a file")
        verbose_name_plural = _("readings of files")

    def __str__(self):
        return self.sha256


class PictureHash(models.Model):
    """How one part of a picture looks, as two hashes of 64 bits; the four words of the first are found by index."""

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
    """Something about an item that an appraiser may want to look at; never a verdict, never shown to the commune.

    `other` is the item that it resembles; `key` tells hints of one kind apart; `facts` are what its words need.
    A dismissed hint stays with its reason, and is not found anew.
    """

    class Kind(models.TextChoices):
        SAME_FILE = "same_file", _("the same file elsewhere")
        NEAR_PICTURE = "near_picture", _("nearly the same picture elsewhere")
        OUT_OF_YEAR = "out_of_year", _("dated outside the year")
        SIGNATURE = "signature", _("digital signature")
        UNSIGNED = "unsigned", _("no digital signature")
        BLANK = "blank", _("blank")
        UNREADABLE = "unreadable", _("unreadable")
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


class PartialUpload(models.Model):
    """A file on its way into a leaf's set, piece by piece; its bytes wait on local disk (`documents.pieces`).

    `offset` is how many bytes have come. The last piece and the item come in one transaction, so a whole upload
    always has its item; it is remembered until `expires_at`, for a browser that missed the answer.
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


class DossierPart(models.Model):
    """A paper of the dossier: letter, report or table; drafted here, signed on paper, uploaded in its place [dossier].

    The fourth component, the evidence, is the communes' EvidenceItems themselves.
    `number`, `dated` and the signer are typed by the commune, never invented. `text` is the editable body.
    """

    class Kind(models.TextChoices):
        LETTER = "letter", _("submission letter")
        REPORT = "report", _("report on results")
        TABLE = "table", _("self-scoring table")

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="parts")
    kind = models.CharField(_("component"), max_length=10, choices=Kind)
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
    """The commune's proof that its dossier went in: when, by whom, with what total and which files [R2]."""

    assessment = models.OneToOneField(SelfAssessment, models.PROTECT, related_name="receipt")
    code = models.CharField(_("receipt code"), max_length=20, unique=True)
    total = models.DecimalField(_("total"), max_digits=6, decimal_places=2)
    files_count = models.PositiveIntegerField(_("number of files"))
    digest = models.CharField(_("digest of the dossier"), max_length=64)
    issued_at = models.DateTimeField(_("issued at"))

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [models.CheckConstraint(condition=Q(total__range=(0, 100)), name="receipt_total_0_to_100")]

    def __str__(self):
        return self.code


class DossierBook(models.Model):
    """The dossier bound as one PDF, shared by all who may see it, and the wish for one that the worker answers.

    `asked_at` stands while a book is wanted; `heard_at` is the worker's last sign of life, `done` of `all` its
    progress. `digest` says of what the kept file was made: it is handed out only while the dossier is still the same.
    """

    assessment = models.OneToOneField(SelfAssessment, models.CASCADE, related_name="bound_book")
    asked_at = models.DateTimeField(_("asked for at"), null=True, blank=True)
    heard_at = models.DateTimeField(_("last sign of work"), null=True, blank=True)
    done = models.PositiveIntegerField(_("units of work done"), default=0)
    all = models.PositiveIntegerField(_("units of work"), default=0)
    file = models.FileField(_("file"), upload_to="books", max_length=120, blank=True)
    digest = models.CharField(_("digest of what stands in it"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    notices = models.PositiveIntegerField(_("files replaced by a notice"), default=0)
    lost = models.PositiveIntegerField(_("files that were not in the store"), default=0)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)

    class Meta:
        verbose_name = _("book of a dossier")
        verbose_name_plural = _("books of dossiers")
        constraints = [
            together("asked_at", "heard_at", name="dossier_book_asked_with_heard"),
            models.CheckConstraint(condition=Q(done__lte=F("all")), name="dossier_book_done_of_all"),
            models.CheckConstraint(
                condition=Q(Q(made_at=None) & Q(file="") & Q(digest=""))
                | Q(Q(made_at__isnull=False) & ~Q(file="") & ~Q(digest="")),
                name="dossier_book_made_with_file_and_digest",
            ),
        ]

    def __str__(self):
        return str(self.assessment)
