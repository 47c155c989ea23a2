"""Files that the portal stores: content by its SHA-256, never overwritten."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from documents import readers
from kernel.states import StateField, Stateful

CONTENT = "content"


def address_of(sha256: str) -> str:
    """The storage path of content: its own hash, in two levels of folders."""
    return f"{CONTENT}/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def content_address(stored, filename) -> str:
    """The same, with the signature of a field's `upload_to`."""
    return address_of(stored.sha256)


class Unread(models.TextChoices):
    """Why a file, or a part of its data, could not be read; the codes of `documents.readers`."""

    BROKEN = readers.BROKEN, _("it is damaged, or no program here understands it")
    LOCKED = readers.LOCKED, _("it is locked with a password")
    TOO_LARGE = readers.TOO_LARGE, _("unpacked, it is larger than this server reads")
    TOO_SLOW = readers.TOO_SLOW, _("reading it took too long")


class Inspection(Stateful):
    """What is known of one content: the virus scanner's verdict, and warnings for its readers.

    A content is inspected once, under however many names it was uploaded. Without a scanner it stays waiting: it is
    never called clean without a scan.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for the virus scan")
        CLEAN = "clean", _("no virus found")
        INFECTED = "infected", _("quarantined: a virus was found")
        FAILED = "failed", _("could not be scanned")

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    state = StateField(choices=State, default=State.WAITING, max_length=10)
    reason = models.CharField(_("signature found, or why there is no verdict"), max_length=200, blank=True)
    scanner = models.CharField(_("scanner"), max_length=200, blank=True)
    scanned_at = models.DateTimeField(_("scanned at"), null=True, blank=True)
    tries = models.PositiveIntegerField(_("tries without a verdict"), default=0)
    next_try_at = models.DateTimeField(_("next try at"), null=True, blank=True)
    content_flags = models.JSONField(_("what it carries"), default=list, blank=True)
    looked_at = models.DateTimeField(_("looked into at"), null=True, blank=True)
    refused = models.CharField(_("why nobody reads it"), max_length=20, choices=Unread, blank=True)

    class Meta:
        verbose_name = _("inspection of a content")
        verbose_name_plural = _("inspections of contents")
        indexes = [models.Index(fields=["state", "next_try_at"], name="inspection_by_state")]
        constraints = [
            models.CheckConstraint(
                name="inspection_verdict_has_scan",
                condition=~models.Q(state__in=["clean", "infected"]) | models.Q(scanned_at__isnull=False),
            ),
            models.CheckConstraint(
                name="inspection_quarantine_has_reason", condition=~models.Q(state="infected") | ~models.Q(reason="")
            ),
        ]

    def __str__(self):
        return f"{self.sha256[:12]}: {self.get_state_display()}"

    @transition(field=state, source="*", target=State.CLEAN)
    def clear(self, *, scanner, at):
        self._judged("", scanner, at)

    @transition(field=state, source="*", target=State.INFECTED)
    def quarantine(self, *, signature, scanner, at):
        self._judged(signature, scanner, at)

    @transition(field=state, source=[State.WAITING, State.FAILED], target=State.FAILED)
    def fail(self, *, why, again_at):
        self.reason, self.tries, self.next_try_at = why, self.tries + 1, again_at

    def _judged(self, reason, scanner, at):
        self.reason, self.scanner, self.scanned_at, self.tries, self.next_try_at = reason, scanner, at, 0, None


class FailedReading(models.Model):
    """A reader that failed on a content: the same version of it does not try again."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="failed_readings")
    reader = models.CharField(_("reader"), max_length=20)
    version = models.PositiveSmallIntegerField(_("version of the reader"))
    why = models.CharField(_("why it could not be read"), max_length=20, choices=Unread)
    message = models.CharField(_("message of the reader"), max_length=500, blank=True)
    failed_at = models.DateTimeField(_("failed at"))

    class Meta:
        verbose_name = _("failed reading")
        verbose_name_plural = _("failed readings")
        constraints = [models.UniqueConstraint(fields=["inspection", "reader"], name="failed_reading_once_a_reader")]

    def __str__(self):
        return f"{self.inspection}: {self.reader}"


class StoredFile(models.Model):
    """One upload: content addressed by SHA-256, with the name and the kind under which it was uploaded.

    Two uploads of the same content share the stored bytes, each with a row (and a name) of its own.
    Rows are immutable; who may read one is decided by the rows that refer to it.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    content = models.FileField(_("content"), upload_to=content_address, max_length=120)
    name = models.CharField(_("file name"), max_length=200)
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    stored_at = models.DateTimeField(_("stored at"))
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="files")

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        constraints = [models.CheckConstraint(condition=models.Q(size__gt=0), name="stored_file_not_empty")]

    def __str__(self):
        return self.name


class Preview(Stateful):
    """Files derived from one content for viewing and searching (`documents.services.previews`).

    A thumbnail, for Office files also a PDF, and the text: from the file itself, or by OCR.
    The derived files are stored beside the content under their own paths (`documents.previews.storage_paths`).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("being made")
        MADE = "made", _("made")
        CANNOT = "cannot", _("cannot be made")

    class Why(models.TextChoices):
        UNREADABLE = "unreadable", _("the file cannot be read")
        LOCKED = "locked", _("the file is locked with a password")
        TOO_LARGE = "too_large", _("the file is too large")
        TOO_SLOW = "too_slow", _("it took too long")
        NO_CONVERTER = "no_converter", _("this server cannot convert Office files")
        # Not the file's fault: `make_previews` tries again each night.
        FAILED = "failed", _("a program of this server failed")

    class Source(models.TextChoices):
        NONE = "none", _("no text")
        INSIDE = "inside", _("text of the file itself")
        UNREAD = "unread", _("a scan that was not read")
        OCR = "ocr", _("text read by machine")

    inspection = models.OneToOneField(Inspection, models.CASCADE, related_name="preview")
    state = StateField(choices=State, default=State.WAITING, max_length=10)
    why = models.CharField(_("why it cannot be made"), max_length=12, choices=Why, blank=True)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    has_thumbnail = models.BooleanField(_("has a thumbnail"), default=False)
    has_paper = models.BooleanField(_("was converted to PDF"), default=False)
    source = models.CharField(_("where its text is from"), max_length=10, choices=Source, default=Source.NONE)
    # Of the same length, character by character: a position in the key is the position in the text.
    text = models.TextField(_("text"), blank=True)
    key = models.TextField(_("text without case and accents"), blank=True)

    class Meta:
        verbose_name = _("preview of a content")
        verbose_name_plural = _("previews of contents")
        indexes = [models.Index(fields=["state", "source"], name="preview_by_state")]
        constraints = [
            models.CheckConstraint(
                name="preview_made_iff_at", condition=models.Q(state="waiting") ^ models.Q(made_at__isnull=False)
            ),
            models.CheckConstraint(
                name="preview_cannot_iff_why", condition=models.Q(state="cannot") ^ models.Q(why="")
            ),
            models.CheckConstraint(
                name="preview_text_has_source", condition=~models.Q(source="none") | models.Q(text="")
            ),
        ]

    def __str__(self):
        return f"{self.inspection}: {self.get_state_display()}"

    @transition(field=state, source="*", target=State.MADE)
    def make(self, *, at, **seen):
        self.why, self.made_at = "", at
        for name, value in seen.items():
            setattr(self, name, value)

    @transition(field=state, source="*", target=State.CANNOT)
    def give_up(self, *, why, at):
        self.why, self.made_at = why, at
        self.pages, self.has_thumbnail, self.has_paper = 0, False, False
        self.source, self.text, self.key = self.Source.NONE, "", ""


class Discarded(models.Model):
    """Content that no file refers to any longer; its bytes are deleted later (`documents.services.deletion`).

    Storing the same content again first deletes this row, and so keeps the bytes.
    """

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    discarded_at = models.DateTimeField(_("discarded at"), db_index=True)

    class Meta:
        verbose_name = _("discarded content")
        verbose_name_plural = _("discarded contents")

    def __str__(self):
        return self.sha256


class Verification(models.Model):
    """One verification of everything in the store; an interrupted one continues from its position.

    `position` is the last content read (its SHA-256), then, in the second step, the last folder listed.
    """

    class Step(models.TextChoices):
        FILES = "files", _("reading the files")
        STORE = "store", _("walking the store")
        DONE = "done", _("done")

    step = models.CharField(_("step"), max_length=10, choices=Step, default=Step.FILES)
    position = models.CharField(_("position"), max_length=64, blank=True)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    files_count = models.PositiveIntegerField(_("contents read"), default=0)
    bytes_count = models.PositiveBigIntegerField(_("bytes read"), default=0)

    class Meta:
        verbose_name = _("verification of the store")
        verbose_name_plural = _("verifications of the store")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="verification_finished_iff_done",
                condition=models.Q(step="done", finished_at__isnull=False)
                | (~models.Q(step="done") & models.Q(finished_at=None)),
            )
        ]

    def __str__(self):
        return f"{self.started_at:%Y-%m-%d %H:%M}"


class Finding(models.Model):
    """A finding of a verification: bytes that are missing, that changed, or that no file refers to."""

    class Kind(models.TextChoices):
        MISSING = "missing", _("missing")
        ALTERED = "altered", _("altered")
        ORPHANED = "orphaned", _("referred to by no file")

    verification = models.ForeignKey(Verification, models.CASCADE, related_name="findings")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    address = models.CharField(_("address in the store"), max_length=1024)

    class Meta:
        verbose_name = _("finding of a verification")
        verbose_name_plural = _("findings of verifications")
        ordering = ["kind", "address"]
        constraints = [
            models.UniqueConstraint(fields=["verification", "kind", "address"], name="finding_once_a_verification")
        ]

    def __str__(self):
        return f"{self.address}: {self.get_kind_display()}"


def export_address(export: "Export", filename: str) -> str:
    """The storage path of an export until it is deleted."""
    return f"exports/{export.public_id}"


class Export(models.Model):
    """A long paper or table that somebody requested: the worker makes it, only its owner may download it, for a day.

    `kind` and `facts` say what to make (`documents.exports`), with the permissions that the owner has then.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=60)
    facts = models.JSONField(_("facts"), default=dict)
    language = models.CharField(_("language"), max_length=10)
    asked_at = models.DateTimeField(_("asked at"))
    begun_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed at"), null=True, blank=True)
    name = models.CharField(_("file name"), max_length=200, blank=True)
    media_type = models.CharField(_("media type"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    # How far it is, of a file of many pieces; 0 of 0 where nothing is known.
    done = models.PositiveIntegerField(_("pieces done"), default=0)
    whole = models.PositiveIntegerField(_("pieces in all"), default=0)
    file = models.FileField(_("file"), upload_to=export_address, blank=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["asked_at"], name="exports_by_age")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(made_at__isnull=True) | models.Q(failed_at__isnull=True),
                name="export_made_or_failed",
            )
        ]

    def __str__(self):
        return self.name or self.kind


class FormerDecision(models.Model):
    """A recorded decision as it stood before its number, date or file was corrected; a row never changes."""

    number = models.CharField(_("number and issuer of the decision"), max_length=200)
    dated_on = models.DateField(_("date of the decision"), null=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("signed decision"))
    reason = models.TextField(_("reason of the correction"))
    corrected_at = models.DateTimeField(_("corrected at"))
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="%(class)s_with_a_reason")]

    def __str__(self):
        return self.number
