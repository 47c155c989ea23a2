"""An official paper described once for every format (Decree 30/2020/NĐ-CP, Appendix I): header, body, annexes, signers.

`documents.pdf` renders a description as PDF, `documents.docx` as Word. Both are independent of
the subject of a paper.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from documents.numbers import date_in_words

DOTTED = "......"
_PART = re.compile(r"^[IVX]+\. ")
_SECTION = re.compile(r"^\d+\. ")
_ARTICLE = re.compile(r"^Điều \d+\. ")


@dataclass(frozen=True, slots=True)
class PaperHead:
    """The header of a paper: issuing body, number, place and date.

    `issuer` are the lines of the issuing body's name, `parent` that of the body above it, where it is named.
    `number` is printed as typed; without one, dots are printed before `symbol` ("....../TTr-UBND"). `subject` ("V/v
    ...") is the subject of a letter, below its number; other papers have it below their type.
    """

    issuer: tuple[str, ...]
    place: str
    parent: str = ""
    number: str = ""
    symbol: str = ""
    dated: date | None = None
    year: int | None = None
    subject: str = ""

    @property
    def number_line(self) -> str:
        """ "Số: 125/TTr-UBND"; a bare number gets the symbol; "" where the paper has no number."""
        if not self.number and not self.symbol:
            return ""
        if "/" in self.number or not self.symbol:
            return f"Số: {self.number}"
        return f"Số: {self.number or DOTTED}/{self.symbol}"

    def named_as(self, kind: str, body: str) -> str:
        """ "Báo cáo số 12/BC-SNV ngày 20 tháng 12 năm 2026 của Sở Nội vụ", as another paper cites this one."""
        number = self.number_line.removeprefix("Số: ") or DOTTED
        return f"{kind} số {number} {date_in_words(self.dated, year=self.year)} của {body}"

    def as_attached_to(self, kind: str, body: str) -> str:
        """ "(Kèm theo Báo cáo số 12/BC-SNV ...)", as an annex cites its paper."""
        return f"(Kèm theo {self.named_as(kind, body)})"

    @property
    def place_and_date(self) -> str:
        """ "Thành Đông, ngày 20 tháng 11 năm 2026"."""
        return unbroken(f"{self.place}, {date_in_words(self.dated, year=self.year)}")


@dataclass(frozen=True, slots=True)
class Signature:
    """The signer, their authority ("TM. ỦY BAN NHÂN DÂN"), and the recipients of the paper."""

    authority: tuple[str, ...]
    name: str = ""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a body.

    `kind` is "part" (I.), "section" (1.), "article" (Điều 1.), "basis", "note", "result", "centre" (a line in bold in
    the middle), "room" (dotted lines for handwriting, as many as `text` says) or "text".
    """

    kind: str
    text: str

    @property
    def label(self) -> str:
        """ "Điều 1." of an article."""
        return ".".join([*self.text.split(".", 1)[:1], ""]) if self.kind == "article" else ""

    @property
    def rest(self) -> str:
        """The text after an article's label."""
        return self.text.removeprefix(self.label).strip()

    @property
    def lines(self) -> range:
        """The lines for handwriting."""
        return range(int(self.text)) if self.kind == "room" else range(0)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of several lines; those of `note` come first, in italics."""

    lines: tuple[str, ...] = ()
    note: tuple[str, ...] = ()


# The number of characters that fill about a quarter of a page in a column of usual width; a line break counts for some.
_LONG, _LINE = 700, 40
# A table of so few rows is not split between pages.
_FEW = 6


def _length(cell: str | Cell) -> int:
    return len(cell) if isinstance(cell, str) else sum(max(len(line), _LINE) for line in (*cell.note, *cell.lines))


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A row of a table.

    `style` is "total", "heading", "subheading" (in bold), "plain", or "spanning": one cell across the table.
    """

    cells: tuple[str | Cell, ...]
    style: str = "plain"

    @property
    def is_bold(self) -> bool:
        return self.style not in ("plain", "spanning")

    @property
    def is_long(self) -> bool:
        """True where it may be higher than a quarter of a page.

        Such a row may be split between pages, others may not.
        """
        return any(_length(cell) > _LONG for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Columns:
    """A header over several columns, each with its own below it."""

    title: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table in a body; its header repeats on every page.

    `widths` are in millimetres, 0 for the one column that takes the rest. `figures` are the indexes of the numeric
    columns, counted from 0: with the same number of decimals their decimal commas are aligned.
    `words` are the columns of running text; the others are centred. The first of `words` names its row.
    `size` is the font size in points; `row_height` leaves space for handwriting, in millimetres.
    """

    head: tuple[str | Columns, ...]
    rows: tuple[PaperRow, ...]
    widths: tuple[int, ...]
    figures: tuple[int, ...] = ()
    words: tuple[int, ...] = (1,)
    caption: str = ""
    size: float = 12
    row_height: int = 0
    kind: str = "table"

    @property
    def is_short(self) -> bool:
        """True where it stays whole on a page: a few rows, none of them long."""
        return len(self.rows) <= _FEW and not any(row.is_long for row in self.rows)

    @property
    def has_parts(self) -> bool:
        """True where its header has two rows."""
        return any(isinstance(one, Columns) for one in self.head)

    @property
    def heads(self) -> list[tuple[str, int, int]]:
        """The upper row of its header: words, columns, rows."""
        tall = 2 if self.has_parts else 1
        return [(one.title, len(one.parts), 1) if isinstance(one, Columns) else (one, 1, tall) for one in self.head]

    @property
    def parts(self) -> list[str]:
        """The lower row of its header."""
        return [part for one in self.head if isinstance(one, Columns) for part in one.parts]


Piece = Block | PaperTable


@dataclass(frozen=True, slots=True)
class Check:
    """The URL for verifying a paper, for its QR code, and the code to type."""

    address: str
    code: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper. A single signer is on the right with the recipients on the left; several are side by side.

    `kind` is its type ("Tờ trình"); a letter has none, and its header has the subject. `attached` are the lines
    below the abstract, in italics. `root` is a small line at its end: the root of the trail that was signed last. An
    annex is a paper without a header: it begins on a new page, counted from 1.
    """

    title: str
    kind: str
    abstract: tuple[str, ...]
    body: tuple[Piece, ...]
    head: PaperHead | None = None
    attached: tuple[str, ...] = ()
    addressee: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    annexes: tuple["Paper", ...] = ()
    check: Check | None = None
    root: str = ""
    is_wide: bool = False
    has_frame: bool = False

    @property
    def dated(self) -> date | None:
        return self.head.dated if self.head else None

    @property
    def author(self) -> str:
        return " ".join(self.head.issuer) if self.head else ""

    @property
    def sheets(self) -> tuple["Paper", ...]:
        """The parts that begin on a new page: the paper, then its annexes."""
        return self, *self.annexes

    @property
    def signature(self) -> Signature | None:
        """The single signer; None where there is none, or several."""
        return self.signatures[0] if len(self.signatures) == 1 else None

    @property
    def is_letter(self) -> bool:
        """True for a letter: no type of its own, and a subject below its number."""
        return not self.kind


# Words that belong together: no line break inside them.
_AS_ONE = re.compile(
    r"thành phố(?: Hải Phòng)?|Hải Phòng|Ủy ban|nhân dân|Chính quyền|thân thiện|Việt Nam"
    r"|(?:ngày|tháng|năm|số|điểm|khoản|điều|mức|nhóm) (?=[\d.…]+)",
    re.IGNORECASE,
)


def unbroken(text: str) -> str:
    """`text` with no-break spaces inside names of bodies, dates and numbers ("thành phố", "ngày 05", "năm 2026")."""
    return _AS_ONE.sub(lambda match: match[0].replace(" ", "\u00a0"), text)


def blocks_of(text: str) -> list[Block]:
    """The paragraphs of a typed body, one per line: "I. ..." heads a part, "1. ..." a section."""
    lines = (line.strip() for line in text.splitlines())
    return [Block(_kind_of(line), line) for line in lines if line]


def _kind_of(line: str) -> str:
    if _PART.match(line):
        return "part"
    if _ARTICLE.match(line):
        return "article"
    if line.startswith("Căn cứ "):
        return "basis"
    return "section" if _SECTION.match(line) and not line.endswith((".", ";", ":")) else "text"


def listed(items: tuple[str, ...] | list[str]) -> Iterator[Block]:
    """ "- one;" "- the last." as paragraphs."""
    ends = [*(";" for _ in items[1:]), "."]
    yield from (Block("text", f"- {item.rstrip('.;')}{end}") for item, end in zip(items, ends, strict=True))
