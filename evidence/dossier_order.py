"""The dossier in the decree's order, computed once for everything made of it: the ZIP and the PDF."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from documents.checks import archive_name, given_name
from documents.models import StoredFile
from evidence.citations import cite
from evidence.drafts import standing_items
from evidence.models import DossierPart, EvidenceItem
from scoring.models import SelfAssessment
from scoring.queries import CriterionRow, criterion_rows

PAPER_FOLDERS = {
    DossierPart.Kind.LETTER: "1. Tờ trình",
    DossierPart.Kind.REPORT: "2. Báo cáo",
    DossierPart.Kind.TABLE: "3. Bảng tự chấm điểm",
}
EVIDENCE_FOLDER = "4. Minh chứng"
# Windows limits a whole path to 260 characters, other systems a name to 255 bytes; the target folder needs room too.
MAX_PATH_LENGTH = 150
_MAX_NAME_LENGTH = 100
# Extracted text for searching is not needed here.
_UNREAD = "file__inspection__preview__text", "file__inspection__preview__key"

_PARTS_UNREAD = [
    f"{copy}__inspection__preview__{field}" for copy in ("signed", "rendered") for field in ("text", "key")
]


@dataclass(frozen=True, slots=True)
class Piece:
    """One item of a set: its number, its citation, and its path in the archive."""

    number: int
    label: str
    path: str
    item: EvidenceItem

    @property
    def file(self) -> StoredFile:
        return self.item.file


@dataclass(frozen=True, slots=True)
class CriterionSet:
    """A row of the table with its own items in order; rows above criteria are included.

    Items are numbered within the set that the row belongs to: `row.evidence_set` [dossier 4].
    """

    row: CriterionRow
    pieces: tuple[Piece, ...]


def papers_of(assessment: SelfAssessment) -> list[tuple[str, str, DossierPart | None]]:
    """The three papers [dossier 1-3]: kind, folder, and the stored part where one was begun; one query."""
    files = ("signed__inspection__preview", "rendered__inspection__preview")
    parts = {part.kind: part for part in assessment.parts.select_related(*files).defer(*_PARTS_UNREAD)}
    return [(kind, folder, parts.get(kind)) for kind, folder in PAPER_FOLDERS.items()]


def sets_of(assessment: SelfAssessment) -> Iterator[CriterionSet]:
    """Every row of the table with its items, one set per criterion [dossier 4].

    One query, plus the table where not cached.
    """
    items = standing_items(assessment).select_related("file__inspection__preview", "score").defer(*_UNREAD)
    by_criterion: dict[int, list[EvidenceItem]] = {}
    for item in items.order_by("position", "pk"):
        by_criterion.setdefault(item.score.criterion_id, []).append(item)
    rows = criterion_rows(assessment.rubric)
    sizes: Counter[str] = Counter()
    for row in rows:
        sizes[row.evidence_set] += len(by_criterion.get(row.pk, ()))
    folder, numbered = {"": EVIDENCE_FOLDER}, Counter[str]()
    for row in rows:
        # One folder per set, named by the code only: titles are in the list of contents, so paths stay short.
        above = folder[row.parent_code]
        folder[row.code] = above if _is_within_a_set(row) else f"{above}/{archive_name(row.code)}"
        own_items = by_criterion.get(row.pk, ())
        pieces = _pieces(row, own_items, folder[row.code], after=numbered[row.evidence_set], of=sizes[row.evidence_set])
        numbered[row.evidence_set] += len(own_items)
        yield CriterionSet(row, tuple(pieces))


def _is_within_a_set(row: CriterionRow) -> bool:
    return bool(row.evidence_set) and row.evidence_set != row.code


def _pieces(row: CriterionRow, items, folder: str, *, after: int, of: int) -> Iterator[Piece]:
    limit = min(_MAX_NAME_LENGTH, MAX_PATH_LENGTH - len(folder) - 1)
    criterion = f"{row.code} " if _is_within_a_set(row) else ""
    for number, item in enumerate(items, start=after + 1):
        given = given_name(item.file.name, item.file.media_type)
        name = archive_name(f"{number:0{max(2, len(str(of)))}} {criterion}{given}", max_length=limit)
        yield Piece(number, cite(item, name=item.file.name) or item.file.name, f"{folder}/{name}", item)
