"""The contents of a dossier's PDF in the decree's order [dossier 1-4], and the digest of everything it shows."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from django.utils import translation

from documents.models import StoredFile
from documents.policies import mark_of
from documents.previews.storage_paths import paper_address
from evidence.dossier_order import CriterionSet, Piece, papers_of, sets_of
from evidence.models import DossierPart, EvidenceItem, Receipt
from evidence.papers import DossierFacts, TableRow, dossier_facts
from scoring.models import SelfAssessment

# Increment it whenever the same dossier would give a different PDF: stored PDFs are then built again.
LAYOUT = 2
PAPER_TITLES: dict[str, str] = {
    DossierPart.Kind.LETTER: "Tờ trình",
    DossierPart.Kind.REPORT: "Báo cáo",
    DossierPart.Kind.TABLE: "Bảng tự chấm điểm",
}


@dataclass(frozen=True, slots=True)
class ContentsItem:
    """A paper, or an item of a set: its citation, and the file whose pages go into the PDF.

    `held` is the virus scan's objection ("" where there is none): such a file is left out. `draft`: the paper
    as the portal made it, without a signature. `made` is the storage path of an Office file's PDF, if there is one.
    `path` is the path of the same file in the archive.
    """

    key: str
    number: int
    label: str
    file: StoredFile | None
    held: str = ""
    path: str = ""
    draft: bool = False
    address: str = ""
    seen_at: datetime | None = None
    made: str = ""

    @property
    def shown(self) -> tuple:
        """Everything that its pages depend on."""
        facts = (self.number, self.label, self.path, self.draft, self.address, str(self.seen_at), self.held, self.made)
        return (*facts, self.file.sha256, self.file.name) if self.file else facts


@dataclass(frozen=True, slots=True)
class Chapter:
    """A row of the table: as the papers show it, with its own items, numbered through its set.

    The papers are chapters too: with their own `code` and without a row.
    """

    code: str
    title: str
    entries: tuple[ContentsItem, ...]
    row: TableRow | None = None

    @property
    def key(self) -> str:
        return f"c-{self.code}"

    @property
    def code_and_title(self) -> str:
        return f"{self.code}. {self.title}" if self.row else self.title

    @property
    def depth(self) -> int:
        return self.row.depth if self.row else 1

    @property
    def digest(self) -> str:
        """With the same digest, its items have the same pages."""
        return _digest(LAYOUT, self.code, [entry.shown for entry in self.entries])


@dataclass(frozen=True, slots=True)
class Contents:
    """The whole PDF. `facts` are those of the papers: unit, year, points [S1], exceptions [S9]."""

    facts: DossierFacts
    papers: tuple[Chapter, ...]
    criteria: tuple[Chapter, ...]
    receipt: str = ""
    sent_at: datetime | None = None

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        return (*self.papers, *self.criteria)

    @property
    def entries(self) -> Iterator[ContentsItem]:
        return (entry for chapter in self.chapters for entry in chapter.entries)

    @property
    def max_total(self) -> Decimal:
        return self.facts.max_total

    @property
    def digest(self) -> str:
        """With the same digest the PDF is the same, except for the date on which it was made."""
        shown = [(chapter.title, chapter.row, chapter.digest) for chapter in self.chapters]
        facts = self.facts
        cover = (facts.year, facts.unit, facts.decision, facts.total, facts.exceptions, self.receipt, str(self.sent_at))
        return _digest(LAYOUT, *cover, shown)


def contents_of(assessment: SelfAssessment) -> Contents:
    """Read one dossier for its PDF; at most seven queries, with its registration and table joined."""
    with translation.override("vi"):
        facts = dossier_facts(assessment)
    rows = {row.code: row for row in facts.rows}
    receipt = Receipt.objects.filter(assessment=assessment).first()
    return Contents(
        facts=facts,
        papers=tuple(_paper(kind, part) for kind, _, part in papers_of(assessment)),
        criteria=tuple(_criterion(one, rows[one.row.code]) for one in sets_of(assessment)),
        receipt=receipt.code if receipt else "",
        sent_at=receipt.issued_at if receipt else None,
    )


def _paper(kind: str, part: DossierPart | None) -> Chapter:
    """The signed copy; without one, the portal's own version, marked as a draft."""
    signed = part.signed if part else None
    file = signed or (part.rendered if part else None)
    entry = ContentsItem(
        key=f"p-{kind}",
        number=1,
        label=PAPER_TITLES[kind],
        file=file,
        held=mark_of(signed.inspection.state) if signed else "",
        draft=signed is None and file is not None,
        made=_made_of(file) if file else "",
    )
    return Chapter(code=kind, title=PAPER_TITLES[kind], entries=(entry,))


def _criterion(evidence: CriterionSet, row: TableRow) -> Chapter:
    return Chapter(code=row.code, title=row.title, entries=tuple(_entry(piece) for piece in evidence.pieces), row=row)


def _entry(piece: Piece) -> ContentsItem:
    item = piece.item
    is_link = item.kind == EvidenceItem.Kind.LINK
    return ContentsItem(
        key=f"i-{item.pk}",
        number=piece.number,
        label=piece.label,
        file=item.file,
        held=mark_of(item.file.inspection.state),
        path=piece.path,
        address=item.address if is_link else "",
        seen_at=item.seen_at if is_link else None,
        made=_made_of(item.file),
    )


def _made_of(file: StoredFile) -> str:
    preview = getattr(file.inspection, "preview", None)
    return paper_address(file.sha256) if preview is not None and preview.has_paper else ""


def _digest(*values) -> str:
    return sha256(repr(_plain(values)).encode()).hexdigest()


def _plain(value):
    """The same for equal figures, whether read from the database or not yet saved: 10 points are 10.00 points."""
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return f"{Decimal(value).normalize():f}"
    if is_dataclass(value):
        return [_plain(getattr(value, one.name)) for one in fields(value)]
    return [_plain(one) for one in value] if isinstance(value, (list, tuple)) else value
