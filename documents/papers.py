"""The parts every official paper shares (Decree 30/2020/NĐ-CP, Appendix I): head, body, signer."""

import re
from dataclasses import dataclass
from datetime import date

from documents.numbers import date_in_words

DOTTED = "......"
_PART = re.compile(r"^[IVX]+\. ")
_SECTION = re.compile(r"^\d+\. ")


@dataclass(frozen=True, slots=True)
class PaperHead:
    """Who issues a paper, under which number, where and when.

    `issuer` are the lines of the issuing body's name, `parent` that of the body above it, where it is named.
    `number` is printed as typed; without one, dots stand before `symbol` ("....../TTr-UBND").
    """

    issuer: tuple[str, ...]
    place: str
    parent: str = ""
    number: str = ""
    symbol: str = ""
    dated: date | None = None
    year: int | None = None

    @property
    def number_line(self) -> str:
        """ "Số: 125/TTr-UBND"; a bare number gets the symbol; nothing where the paper bears no number."""
        if not self.number and not self.symbol:
            return ""
        if "/" in self.number or not self.symbol:
            return f"Số: {self.number}"
        return f"Số: {self.number or DOTTED}/{self.symbol}"

    def as_attached_to(self, kind: str, body: str) -> str:
        """ "(Kèm theo Báo cáo số 12/BC-SNV ngày 20 tháng 12 năm 2026 của Sở Nội vụ)", as an annex names its paper."""
        number = self.number_line.removeprefix("Số: ") or DOTTED
        return f"(Kèm theo {kind} số {number} {date_in_words(self.dated, year=self.year)} của {body})"

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
    """A piece of a paper's body: `kind` is "part" (I.), "section" (1.), "basis", "note" or "text"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A row of a table; `look` is "whole", "group", "criterion" or "leaf" (all but the last in bold)."""

    cells: tuple[str, ...]
    look: str = "leaf"

    @property
    def is_bold(self) -> bool:
        return self.look != "leaf"


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table in a body; its head comes again on every page.

    `widths` are in millimetres, 0 for the one column that takes the rest. `figures` are the places of the columns of
    figures, counted from 0: written with the same number of decimals, they stand with the comma under the comma.
    """

    head: tuple[str, ...]
    rows: tuple[PaperRow, ...]
    widths: tuple[int, ...]
    figures: tuple[int, ...] = ()
    kind: str = "table"


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
    """The paragraphs of a typed body: a line each; "I. ..." heads a part, "1. ..." a section."""
    lines = (line.strip() for line in text.splitlines())
    return [Block(_kind_of(line), line) for line in lines if line]


def _kind_of(line: str) -> str:
    if _PART.match(line):
        return "part"
    return "section" if _SECTION.match(line) and not line.endswith((".", ";", ":")) else "text"
