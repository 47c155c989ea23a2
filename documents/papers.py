"""An official paper described once for every form (Decree 30/2020/NĐ-CP, Appendix I): head, body, annexes, signers.

`documents.pdf` prints a description, `documents.docx` writes it for an office that finishes it there. Neither knows
what a paper is about.
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
    """Who issues a paper, under which number, where and when.

    `issuer` are the lines of the issuing body's name, `parent` that of the body above it, where it is named.
    `number` is printed as typed; without one, dots stand before `symbol` ("....../TTr-UBND"). `subject` ("V/v ...") is
    what a letter is about, below its number; other papers say it below their type.
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
        """ "Số: 125/TTr-UBND"; a bare number gets the symbol; nothing where the paper bears no number."""
        if not self.number and not self.symbol:
            return ""
        if "/" in self.number or not self.symbol:
            return f"Số: {self.number}"
        return f"Số: {self.number or DOTTED}/{self.symbol}"

    def named_as(self, kind: str, body: str) -> str:
        """ "Báo cáo số 12/BC-SNV ngày 20 tháng 12 năm 2026 của Sở Nội vụ", as another paper names this one."""
        number = self.number_line.removeprefix("Số: ") or DOTTED
        return f"{kind} số {number} {date_in_words(self.dated, year=self.year)} của {body}"

    def as_attached_to(self, kind: str, body: str) -> str:
        """ "(Kèm theo Báo cáo số 12/BC-SNV ...)", as an annex names its paper."""
        return f"(Kèm theo {self.named_as(kind, body)})"

    @property
    def place_and_date(self) -> str:
        """ "Thành Đông, ngày 20 tháng 11 năm 2026"."""
        return unbroken(f"{self.place}, {date_in_words(self.dated, year=self.year)}")


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, by what authority ("TM. ỦY BAN NHÂN DÂN"), and who receives the paper."""

    authority: tuple[str, ...]
    name: str = ""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a body.

    `kind` is "part" (I.), "section" (1.), "article" (Điều 1.), "basis", "note", "result", "centre" (a line in bold in
    the middle), "room" (dotted lines to write on, as many as `text` says) or "text".
    """

    kind: str
    text: str

    @property
    def label(self) -> str:
        """ "Điều 1." of an article."""
        return ".".join([*self.text.split(".", 1)[:1], ""]) if self.kind == "article" else ""

    @property
    def rest(self) -> str:
        """What follows an article's label."""
        return self.text.removeprefix(self.label).strip()

    @property
    def lines(self) -> range:
        """The lines to write on."""
        return range(int(self.text)) if self.kind == "room" else range(0)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of more than one line; those of `note` stand before the others, in italics."""

    lines: tuple[str, ...] = ()
    note: tuple[str, ...] = ()


# Letters that fill about a quarter of a page in a column of usual width; a line of its own counts for a few words.
_LONG, _LINE = 700, 40


def _length(cell: str | Cell) -> int:
    return len(cell) if isinstance(cell, str) else sum(max(len(line), _LINE) for line in (*cell.note, *cell.lines))


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A row of a table.

    `look` is "whole", "group", "criterion" (in bold), "content", or "apart": one cell across the table.
    """

    cells: tuple[str | Cell, ...]
    look: str = "content"

    @property
    def is_bold(self) -> bool:
        return self.look not in ("content", "apart")

    @property
    def is_long(self) -> bool:
        """May it be higher than a quarter of a page? Such a row goes on over the page's end, others stay whole."""
        return any(_length(cell) > _LONG for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Columns:
    """A head over several columns, each with its own below it."""

    title: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table in a body; its head comes again on every page.

    `widths` are in millimetres, 0 for the one column that takes the rest. `figures` are the places of the columns of
    figures, counted from 0: written with the same number of decimals, they stand with the comma under the comma.
    `words` are the columns of running text; what is neither stands in the middle. The first of `words` names its row.
    `size` is that of its type, in points; `row_height` leaves room to write, in millimetres.
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
    def has_parts(self) -> bool:
        """Does its head have two rows?"""
        return any(isinstance(one, Columns) for one in self.head)

    @property
    def heads(self) -> list[tuple[str, int, int]]:
        """The upper row of its head: words, columns, rows."""
        tall = 2 if self.has_parts else 1
        return [(one.title, len(one.parts), 1) if isinstance(one, Columns) else (one, 1, tall) for one in self.head]

    @property
    def parts(self) -> list[str]:
        """The lower row of its head."""
        return [part for one in self.head if isinstance(one, Columns) for part in one.parts]


Piece = Block | PaperTable


@dataclass(frozen=True, slots=True)
class Check:
    """Where anybody may check a paper, as its QR code says it, and the code to type."""

    address: str
    code: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper. One signer stands at the right with the recipients at the left; several stand side by side.

    `kind` is its type ("Tờ trình"); a letter has none, and its head says what it is about. `attached` are the lines
    below the abstract, in italics. An annex is a paper without a head: it begins on a page of its own, counted from 1.
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
        """What begins on a page of its own: the paper, then its annexes."""
        return self, *self.annexes

    @property
    def signature(self) -> Signature | None:
        """The one signer; None where there is none, or several."""
        return self.signatures[0] if len(self.signatures) == 1 else None

    @property
    def is_letter(self) -> bool:
        """Has it no type of its own, but says below its number what it is about?"""
        return not self.kind


# Words that are read as one: a line never ends inside them.
_AS_ONE = re.compile(
    r"thành phố(?: Hải Phòng)?|Hải Phòng|Ủy ban|nhân dân|Chính quyền|thân thiện|Việt Nam"
    r"|(?:ngày|tháng|năm|số|điểm|khoản|điều|mức|nhóm) (?=[\d.…]+)",
    re.IGNORECASE,
)


def unbroken(text: str) -> str:
    """`text` with no-break spaces inside names of bodies, dates and numbers ("thành phố", "ngày 05", "năm 2026")."""
    return _AS_ONE.sub(lambda match: match[0].replace(" ", "\u00a0"), text)


def blocks_of(text: str) -> list[Block]:
    """The paragraphs of a typed body, a line each: "I. ..." heads a part, "1. ..." a section."""
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
