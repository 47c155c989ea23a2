"""The dossier in the decree's order, walked once for everything that is made of it: the ZIP and the book."""

from collections.abc import Iterator
from dataclasses import dataclass

from documents.checks import archive_name, given_name
from documents.models import StoredFile
from evidence.citing import cite
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
# Windows knows 260 letters of a path in all, other systems 255 bytes of a name: room is left for where it is unpacked.
MOST_OF_A_PATH = 150
_MOST_OF_A_NAME = 100
# Text to search in, which nobody reads here.
_UNREAD = "file__inspection__preview__text", "file__inspection__preview__key"

_PARTS_UNREAD = [
    f"{copy}__inspection__preview__{field}" for copy in ("signed", "rendered") for field in ("text", "key")
]


@dataclass(frozen=True, slots=True)
class Piece:
    """One item of a set: the number and the citation under which it stands, and its path in the archive."""

    number: int
    told: str
    path: str
    item: EvidenceItem

    @property
    def file(self) -> StoredFile:
        return self.item.file


@dataclass(frozen=True, slots=True)
class CriterionSet:
    """A criterion of the table with the items of its own, in their order; groups and criteria above leaves too."""

    row: CriterionRow
    pieces: tuple[Piece, ...]


def papers_of(assessment: SelfAssessment) -> list[tuple[str, str, DossierPart | None]]:
    """The three papers [dossier 1-3]: kind, folder, and the part where one was begun; one query."""
    files = ("signed__inspection__preview", "rendered__inspection__preview")
    parts = {part.kind: part for part in assessment.parts.select_related(*files).defer(*_PARTS_UNREAD)}
    return [(kind, folder, parts.get(kind)) for kind, folder in PAPER_FOLDERS.items()]


def sets_of(assessment: SelfAssessment) -> Iterator[CriterionSet]:
    """Every criterion of the table with its set of evidence [dossier 4]; one query, and the table's where not known."""
    items = standing_items(assessment).select_related("file__inspection__preview", "score").defer(*_UNREAD)
    by_leaf: dict[int, list[EvidenceItem]] = {}
    for item in items.order_by("position", "pk"):
        by_leaf.setdefault(item.score.criterion_id, []).append(item)
    folder = {"": EVIDENCE_FOLDER}
    for row in criterion_rows(assessment.rubric):
        # The code alone, titles stand in the list of contents: ten folders inside one another stay short.
        folder[row.code] = f"{folder[row.parent_code]}/{archive_name(row.code)}"
        yield CriterionSet(row, tuple(_pieces(by_leaf.get(row.pk, ()), folder[row.code])))


def _pieces(items, folder: str) -> Iterator[Piece]:
    most = min(_MOST_OF_A_NAME, MOST_OF_A_PATH - len(folder) - 1)
    for place, item in enumerate(items, start=1):
        given = given_name(item.file.name, item.file.media_type)
        name = archive_name(f"{place:02} {given}", most=most)
        yield Piece(place, cite(item, name=item.file.name) or item.file.name, f"{folder}/{name}", item)
