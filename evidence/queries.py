"""Queries of evidence and dossiers."""

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, Exists, F, Max, OuterRef, Q, QuerySet, Sum, When

from accounts.queries import has_role, hidden_units, units_of
from communes.models import FIRST_YEAR, Registration
from documents.kinds import INLINE_TYPES
from documents.models import Preview, StoredFile
from documents.numbers import whole_percent
from documents.pictures import is_picture
from documents.policies import mark_of
from documents.wording import MARKS
from evidence.citations import cite, host_of
from evidence.drafts import prepared, standing_items
from evidence.models import DossierPart, EvidenceItem, PartialUpload
from kernel.text import search_key
from scoring.models import SelfAssessment, SelfScore
from scoring.queries import SEES_ALL, assessments_visible_to


def assessments_with_receipt(user) -> QuerySet[SelfAssessment]:
    """The dossiers that a person may see, with their receipts, for pages that name the receipt."""
    return assessments_visible_to(user).select_related("receipt")


def whole_dossiers_visible_to(user) -> QuerySet[SelfAssessment]:
    """The same with the dossiers' PDFs, for the page of the dossier."""
    return assessments_with_receipt(user).select_related("dossier_pdf")


def items_visible_to(user) -> QuerySet[EvidenceItem]:
    """A commune's people see their own files; the department, team and city see them once they are sent [S8].

    A removed file is visible only to the commune, as long as it may be restored.
    """
    items = EvidenceItem.objects.select_related(
        "file",
        "score__criterion",
        "score__assessment__registration__commune",
        "score__assessment__registration__cycle",
        "score__assessment__rubric",
    )
    own = Q(score__assessment__registration__commune__code__in=units_of(user))
    open_states = (SelfAssessment.State.OPEN, SelfAssessment.State.RETURNED)
    may_return = Q(score__assessment__state__in=open_states) | Q(prepared())
    shown = Q(removed_at=None) & (own | ~Q(prepared()))
    return _seen_by(user, items, "score__assessment").filter(shown | (own & may_return))


def parts_visible_to(user) -> QuerySet[DossierPart]:
    """The same scope as evidence."""
    parts = DossierPart.objects.select_related(
        "rendered", "signed", "assessment__registration__commune", "assessment__registration__cycle"
    )
    return _seen_by(user, parts, "assessment")


def _seen_by(user, rows: QuerySet, work: str) -> QuerySet:
    """Rows of the person's own communes; of sent dossiers for people who see all, except where recused [S8]."""
    unit = f"{work}__registration__commune__code__in"
    own = Q(**{unit: units_of(user)})
    if not has_role(user, *SEES_ALL):
        return rows.filter(own)
    sent = ~Q(**{f"{work}__state": SelfAssessment.State.OPEN}) & ~Q(**{unit: hidden_units(user)})
    return rows.filter(own | sent)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A file in a criterion's set, as a page shows it."""

    pk: int
    file_id: UUID
    name: str
    media_type: str
    size: int
    added_at: datetime
    state: str | None = ""
    content_flags: list[str] | None = None
    kind: str = EvidenceItem.Kind.DOCUMENT
    number: str = ""
    dated: date | None = None
    issuer: str = ""
    caption: str = ""
    effective_on: date | None = None
    address: str = ""
    seen_at: datetime | None = None
    pages: int | None = None
    has_thumbnail: bool | None = False
    has_paper: bool | None = False
    no_preview: str | None = ""
    preview_state: str | None = ""
    removed: bool = False

    @property
    def cited(self) -> str:
        """The item as an office cites it; empty where no details were entered."""
        return cite(self)

    @property
    def host(self) -> str:
        """The host of a link."""
        return host_of(self.address)

    @property
    def kind_label(self) -> str:
        return str(EvidenceItem.Kind(self.kind).label)

    @property
    def mark(self) -> str:
        """The message about its virus scan; empty where it is clean."""
        return mark_of(self.state) if self.state else ""

    @property
    def extension(self) -> str:
        """The file type as people know it: "DOCX"."""
        return self.name.rpartition(".")[2].upper()

    @property
    def mark_words(self) -> str:
        return str(MARKS.get(self.mark, ""))

    @property
    def thumbnail(self) -> bool:
        """True where it has a thumbnail that every reader of the file may see."""
        return bool(self.has_thumbnail) and not self.mark

    @property
    def is_viewable(self) -> bool:
        """True where a browser may show it inline."""
        return (self.is_picture or self.media_type in INLINE_TYPES) and not self.mark

    @property
    def is_picture(self) -> bool:
        return is_picture(self.media_type)

    @property
    def viewer(self) -> str:
        """How the viewer shows it: as a "picture", as "pdf", or as a "card" that says why it cannot."""
        if self.mark:
            return "card"
        if self.is_picture:
            # Its display copy is made together with its thumbnail.
            return "picture" if self.has_thumbnail else "card"
        if self.no_preview in (Preview.Why.TOO_LARGE, Preview.Why.TOO_SLOW):
            return "card"
        return "pdf" if self.has_paper or self.media_type in INLINE_TYPES else "card"

    @property
    def why_not(self) -> str:
        """Why the viewer cannot show a file; empty where it can, or was not tried yet."""
        return str(Preview.Why(self.no_preview).label) if self.no_preview else ""


_ROW = (
    "pk",
    "file__public_id",
    "file__name",
    "file__media_type",
    "file__size",
    "added_at",
    "file__inspection__state",
    "file__inspection__content_flags",
    *EvidenceItem.DESCRIPTION,
    *(f"file__inspection__preview__{name}" for name in ("pages", "has_thumbnail", "has_paper", "why", "state")),
)


def item_rows_by_criterion(
    assessment: SelfAssessment, *, criterion: str = "", removed: bool = False, prepared_too: bool = False
) -> dict[int, list[ItemRow]]:
    """The files of each criterion's set in order, by the criterion's primary key.

    Only of one criterion where `criterion` names its code.
    """
    items = EvidenceItem.objects.filter(score__assessment=assessment)
    items = items if prepared_too else items.exclude(prepared())
    items = items.filter(score__criterion__code=criterion) if criterion else items
    items = items if removed else items.filter(removed_at=None)
    rows: dict[int, list[ItemRow]] = defaultdict(list)
    ordered = items.order_by("score", "position", "pk")
    for row, removed_at, *fields in ordered.values_list("score__criterion", "removed_at", *_ROW):
        rows[row].append(ItemRow(*[*fields, removed_at is not None]))
    return rows


def item_row(pk: int) -> ItemRow:
    """One item as a page shows it."""
    *fields, removed_at = EvidenceItem.objects.values_list(*_ROW, "removed_at").get(pk=pk)
    return ItemRow(*[*fields, removed_at is not None])


def has_items() -> Exists:
    """A condition for scores whose set contains any file."""
    return Exists(EvidenceItem.objects.filter(score=OuterRef("pk"), removed_at=None))


def item_counts(assessment: SelfAssessment, *, prepared_too: bool = False) -> dict[int, int]:
    """The number of files in each criterion's set, by the criterion's primary key."""
    counts: dict[int, int] = defaultdict(int)
    items = standing_items(assessment, prepared_too=prepared_too)
    for criterion in items.values_list("score__criterion", flat=True):
        counts[criterion] += 1
    return counts


def own_uploads(user) -> QuerySet[PartialUpload]:
    """A person's own unfinished uploads, while they belong to the commune; nobody sees another's."""
    uploads = PartialUpload.objects.select_related(
        "score__criterion", "score__assessment__registration__commune", "score__assessment__registration__cycle"
    )
    return uploads.filter(owner=user, score__assessment__registration__commune__code__in=units_of(user))


def unfinished_uploads(assessment: SelfAssessment, *, now: datetime) -> QuerySet[PartialUpload]:
    """The unexpired uploads to a commune's evidence."""
    return PartialUpload.objects.filter(score__assessment=assessment, item=None, expires_at__gt=now)


@dataclass(frozen=True, slots=True)
class UploadRow:
    """A person's unfinished upload to a criterion's set, which the page offers to continue."""

    criterion: str
    public_id: UUID
    name: str
    offset: int
    length: int
    expires_at: datetime

    @property
    def percent(self) -> int:
        return whole_percent(self.offset, self.length) or 0


_UPLOAD = ("score__criterion__code", "public_id", "name", "offset", "length", "expires_at")


def upload_rows(assessment: SelfAssessment, *, user, now: datetime) -> list[UploadRow]:
    """The uploads of this person to a dossier that are not finished, in the table's order."""
    rows = unfinished_uploads(assessment, now=now).filter(owner=user).order_by("score__criterion__sort_key", "pk")
    return [UploadRow(*row) for row in rows.values_list(*_UPLOAD)]


def bytes_announced(assessment: SelfAssessment, *, now: datetime) -> int:
    """The total announced size of all unfinished uploads."""
    return unfinished_uploads(assessment, now=now).aggregate(total=Sum("length"))["total"] or 0


def evidence_held(registration: Registration) -> QuerySet:
    """The files in the sets of a commune's year, including answers to letters; removed ones do not count."""
    items = EvidenceItem.objects.filter(score__assessment__registration=registration, removed_at=None)
    return items.values("file")


def signed_copies_held(registration: Registration) -> QuerySet:
    """The signed copies of the papers of a commune's dossier."""
    parts = DossierPart.objects.filter(assessment__registration=registration, signed__isnull=False)
    return parts.values("signed")


def known_content(score: SelfScore, sha256: str) -> EvidenceItem | None:
    """The commune's own evidence with that content, of this criterion first; other communes' is never revealed."""
    commune = score.assessment.registration.commune_id
    items = EvidenceItem.objects.select_related("file__inspection", "score__criterion", "score__assessment")
    items = items.filter(score__assessment__registration__commune=commune, file__sha256=sha256)
    same = items.order_by("-added_at", "-pk")
    return same.filter(score=score).order_by(F("removed_at").desc(nulls_first=True)).first() or same.first()


def sent_before(assessment: SelfAssessment, *, criterion: str, words: str = "", limit: int = 30) -> list[EvidenceItem]:
    """The commune's own files of every year that are not in this criterion's set; each content appears once.

    Those that stood at this criterion in another year come first, then the newest.
    """
    commune = assessment.registration.commune_id
    here = EvidenceItem.objects.filter(score__assessment=assessment, score__criterion__code=criterion, removed_at=None)
    items = EvidenceItem.objects.filter(score__assessment__registration__commune=commune)
    items = items.exclude(file__sha256__in=here.values("file__sha256"))
    latest = items.order_by().values("file__sha256").annotate(latest=Max("pk")).values("latest")
    of_other_criterion = Case(When(score__criterion__code=criterion, then=0), default=1)
    sent = items.filter(pk__in=latest).order_by(of_other_criterion, "-added_at", "-pk")
    sent = sent.select_related("file", "score__criterion", "score__assessment__registration__cycle")
    wanted = search_key(words)
    if not wanted:
        return list(sent[:limit])
    # Accents are folded in Python, so that both databases agree; a commune has hundreds of files, not thousands.
    rows = (item for item in sent if wanted in search_key(f"{item.file.name} {cite(item)} {item.score.criterion.code}"))
    return list(itertools.islice(rows, limit))


def has_former_dossier(assessment: SelfAssessment) -> bool:
    """True where this commune began a dossier the year before."""
    registration = assessment.registration
    former = SelfAssessment.objects.filter(
        registration__commune=registration.commune_id, registration__cycle__year=registration.cycle.year - 1
    )
    return registration.cycle.year > FIRST_YEAR and former.exists()


def untouched_since_last_year(assessment: SelfAssessment, criterion: str, items: Sequence[ItemRow]) -> frozenset[int]:
    """Keys of files that stood at this criterion the year before and still have the same description."""
    registration = assessment.registration
    if not items or registration.cycle.year <= FIRST_YEAR:
        return frozenset()
    former = EvidenceItem.objects.filter(
        score__criterion__code=criterion,
        score__assessment__registration__commune=registration.commune_id,
        score__assessment__registration__cycle__year=registration.cycle.year - 1,
        file__public_id__in=[item.file_id for item in items],
    )
    stood = set(former.order_by().values_list("file__public_id", *EvidenceItem.DESCRIPTION))
    fields = EvidenceItem.DESCRIPTION
    return frozenset(item.pk for item in items if (item.file_id, *(getattr(item, name) for name in fields)) in stood)


def pictured_among(items: Sequence[EvidenceItem]) -> set[int]:
    """Keys of those items that have a thumbnail which may be shown."""
    rows = EvidenceItem.objects.filter(
        pk__in=[item.pk for item in items], file__inspection__preview__has_thumbnail=True
    )
    states = rows.order_by().values_list("pk", "file__inspection__state")
    return {pk for pk, state in states if not mark_of(state)}


def file_visible_to(user, public_id: UUID) -> StoredFile | None:
    """A stored file of this app that the person may read, as evidence or as a paper; None otherwise."""
    item = items_visible_to(user).filter(file__public_id=public_id).first()
    if item is not None:
        return item.file
    part = parts_visible_to(user).filter(Q(signed__public_id=public_id) | Q(rendered__public_id=public_id)).first()
    if part is None:
        return None
    return part.signed if part.signed and part.signed.public_id == public_id else part.rendered
