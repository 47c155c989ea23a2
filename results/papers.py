"""The ranked result on paper: the annex of the department's report to the city (Decree 30/2020/NĐ-CP, Appendix I)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from django.utils import translation

from communes.issuers import city, department, department_head, department_symbol
from communes.paper_names import KIND_WORDS
from documents.numbers import points_text, signed_text
from documents.papers import Block, Columns, Paper, PaperHead, PaperRow, PaperTable, Piece
from papers.texts import texts_read_once
from results.populations import commended_rows, standing_counts
from results.queries import REVOKED, STANDINGS, UNDER_80
from scoring.core import QUALIFIED_FROM, Level
from scoring.level_words import LEVELS_IN_PAPERS, level_in_papers

GROUPS = ("I", "II", "III", "IV")
OPEN_BREACH = "Có vi phạm đang xem xét, chưa kết luận"
NO_LEVEL = "Không có mức"
AWAITED = "Chưa có kết quả"
REASON_WORDS = {
    UNDER_80: f"Dưới {QUALIFIED_FROM} điểm",
    REVOKED: "Đã thu hồi công nhận",
    "not_registered": "Không đăng ký",
    "not_submitted": "Không gửi hồ sơ",
    "late": "Hồ sơ gửi muộn, không tiếp nhận",
    "incomplete": "Hồ sơ thiếu thành phần, không tiếp nhận",
    "breach": "Có vi phạm, không xét",
    "not_appraised": "Chưa thẩm định xong",
    "undecided": "Gửi muộn hoặc thiếu thành phần, chưa quyết định",
    "not_due": "Chưa đến hạn",
}
_COUNT_WORDS = {f"level_{int(level)}": words for level, words in LEVELS_IN_PAPERS.items() if level} | REASON_WORDS
_ALWAYS = STANDINGS[: STANDINGS.index("late")]


class RankedUnit(Protocol):
    """The fields that the paper reads of a row; rows of the ranking page have them.

    `level` is 0 to 4, or None while the appraisal is not finished or after a revocation; `kind`, `reason` and
    `standing` are codes;
    `group_totals` maps "I" to "IV" to appraised points.
    """

    @property
    def rank(self) -> int | None: ...

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def self_total(self) -> Decimal | None: ...

    @property
    def appraised_total(self) -> Decimal | None: ...

    @property
    def group_totals(self) -> Mapping[str, Decimal | str]: ...

    @property
    def level(self) -> int | None: ...

    @property
    def reason(self) -> str: ...

    @property
    def standing(self) -> str: ...

    @property
    def open_breach(self) -> bool: ...

    @property
    def excepted_count(self) -> int: ...


@dataclass(frozen=True, slots=True)
class RankingLine:
    """A unit's line in the paper."""

    rank: int | None
    kind: str
    name: str
    self_total: Decimal | None
    appraised_total: Decimal | None
    groups: tuple[Decimal | None, ...]
    level: str
    reason: str
    excepted: bool = False

    @property
    def difference(self) -> Decimal | None:
        """Appraised minus self-assessed."""
        if self.self_total is None or self.appraised_total is None:
            return None
        return self.appraised_total - self.self_total

    @property
    def cells(self) -> tuple[str, ...]:
        """Its cells, ready to print."""
        figures = (points_text(points, places=2) for points in (self.self_total, *self.groups))
        total = f"{points_text(self.appraised_total, places=2)}{'*' if self.excepted else ''}"
        rank = "" if self.rank is None else str(self.rank)
        outcome = (total, signed_text(self.difference), self.level, self.reason)
        return (rank, self.name, self.kind, *figures, *outcome)


def report_head(*, year: int, number: str = "", dated: date | None = None) -> PaperHead:
    """The header of the department's report to the city; dots replace a number or date that is not known yet."""
    return department_head(symbol=department_symbol("BC"), number=number, dated=dated, year=year)


@texts_read_once()
def ranking_paper(
    *,
    year: int,
    rows: Sequence[RankedUnit],
    draft: bool = False,
    number: str = "",
    dated: date | None = None,
    name: str = "Phụ lục",
) -> Paper:
    """Describe `rows`, given best first: the ranked ones, then the others with their reason; A4 landscape.

    `number` and `dated` are those of the report that it is attached to. An annex has no header and no signer of its
    own: it uses the report's. `draft` marks a result that the city has not approved.
    """
    with translation.override("vi"):
        body = tuple(_body(rows, draft=draft))
    head = report_head(year=year, number=number, dated=dated)
    return Paper(
        title=f"Kết quả thẩm định, xếp hạng “Chính quyền thân thiện” năm {year}",
        kind=name,
        abstract=(
            "KẾT QUẢ THẨM ĐỊNH, XẾP HẠNG “CHÍNH QUYỀN THÂN THIỆN” CẤP XÃ",
            f"TRÊN ĐỊA BÀN {city().upper()} NĂM {year}",
        ),
        attached=(
            head.as_attached_to("Báo cáo", department()),
            *(("(Dự thảo, chưa được phê duyệt)",) if draft else ()),
        ),
        body=body,
        is_wide=True,
    )


def _body(rows: Sequence[RankedUnit], *, draft: bool) -> Iterator[Piece]:
    yield _counts_table(rows)
    lines = [_line(row) for row in rows]
    yield _ranking_table(lines)
    if any(line.excepted for line in lines):
        basis = "tính theo Bảng thang điểm sau khi tổ thẩm định đồng ý"
        yield Block("text", f"(*) Tổng điểm có nội dung không áp dụng đối với đơn vị, {basis}.")
    if commended := [_line(row) for row in commended_rows(rows)]:
        planned = "dự kiến " if draft else ""
        yield Block(
            "section",
            f"Đơn vị đạt {level_in_papers(Level.LEVEL_4)}, {planned}đề nghị khen thưởng, biểu dương: {len(commended)}",
        )
        yield _commended_table(commended)


def _counts_table(rows: Sequence[RankedUnit]) -> PaperTable:
    """Each level's units, and the others by reason, separately [S3-S5]."""
    counts = list(_counts(rows))
    return PaperTable(
        head=tuple(words for words, _ in counts),
        rows=(PaperRow(tuple(str(count) for _, count in counts)),),
        widths=(0, *(round(252 / len(counts)) for _ in counts[1:])),
        words=(),
        caption=f"Tổng hợp {len(rows)} đơn vị theo mức đạt chuẩn",
    )


def _commended_table(lines: Sequence[RankingLine]) -> PaperTable:
    """The units at Level 4 [R5], in two columns."""
    cells = [
        (str(place), f"{line.kind} {line.name}", points_text(line.appraised_total, places=2))
        for place, line in enumerate(lines, start=1)
    ]
    half = (len(cells) + 1) // 2
    pairs = zip(cells[:half], [*cells[half:], *([("", "", "")] if len(cells) % 2 else [])], strict=True)
    return PaperTable(
        head=("TT", "Đơn vị", "Điểm", "TT", "Đơn vị", "Điểm"),
        rows=tuple(PaperRow((*left, *right)) for left, right in pairs),
        widths=(12, 91, 22, 12, 0, 22),
        figures=(2, 5),
        words=(1, 4),
        size=11.5,
    )


def _ranking_table(lines: Sequence[RankingLine]) -> PaperTable:
    ranked = [PaperRow(line.cells) for line in lines if line.rank is not None]
    others = [PaperRow(line.cells) for line in lines if line.rank is None]
    apart = [PaperRow(("Đơn vị không xếp hạng",), "spanning")] if others else []
    head = ("Xếp hạng", "Đơn vị", "Loại đơn vị", "Tự chấm", Columns("Điểm thẩm định theo nhóm", GROUPS))
    return PaperTable(
        head=(*head, "Tổng thẩm định", "Chênh lệch", "Kết quả", "Lý do, ghi chú"),
        rows=(*ranked, *apart, *others),
        widths=(14, 0, 18, 16, 15, 15, 15, 15, 19, 18, 27, 40),
        figures=(3, 4, 5, 6, 7, 8, 9),
        words=(1, 11),
        size=11.5,
    )


def _counts(rows) -> Iterator[tuple[str, int]]:
    """Each level, and each reason for having none; pending or exceptional ones only where there are any."""
    for standing, count in standing_counts(rows).items():
        if count or standing in _ALWAYS:
            yield _COUNT_WORDS[standing], count


def _line(row) -> RankingLine:
    return RankingLine(
        rank=row.rank,
        kind=KIND_WORDS[row.kind].capitalize(),
        name=row.name,
        self_total=row.self_total,
        appraised_total=row.appraised_total,
        groups=tuple(_points(row.group_totals.get(group)) for group in GROUPS),
        level=_level_words(row),
        reason=_reason_words(row),
        excepted=row.excepted_count > 0,
    )


def _reason_words(row) -> str:
    """An undecided breach is named whatever the level; otherwise the reason why a unit has no level [S4]."""
    if row.open_breach:
        return OPEN_BREACH
    return "" if row.level else REASON_WORDS[row.standing]


def _level_words(row) -> str:
    if row.level is not None:
        return level_in_papers(row.level)
    return NO_LEVEL if row.standing == REVOKED else AWAITED


def _points(value) -> Decimal | None:
    return None if value is None else Decimal(value)
