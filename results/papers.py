"""The ranked result on paper: the annex of the department's report to the city (Decree 30/2020/NĐ-CP, Appendix I)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from documents.papers import PaperHead
from documents.pdf import render_pdf
from results.populations import commended_rows, standing_counts
from results.queries import REVOKED, STANDINGS, UNDER_80

GROUPS = ("I", "II", "III", "IV")
LEVEL_WORDS = {4: "Mức 4", 3: "Mức 3", 2: "Mức 2", 1: "Mức 1", 0: "Không đạt chuẩn"}
OPEN_BREACH = "Có vi phạm đang xem xét, chưa kết luận"
NO_LEVEL = "Không có mức"
AWAITED = "Chưa có kết quả"
KIND_WORDS = {"commune": "Xã", "ward": "Phường", "special_zone": "Đặc khu"}
REASON_WORDS = {
    UNDER_80: "Dưới 80 điểm",
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
_COUNT_WORDS = {f"level_{level}": words for level, words in LEVEL_WORDS.items() if level} | REASON_WORDS
_ALWAYS = STANDINGS[: STANDINGS.index("late")]


class RankedUnit(Protocol):
    """What the paper reads of a row; the ranked page's own rows fit.

    `level` is 0 to 4, or None while the appraisal is awaited or once the recognition is revoked; `kind`, `reason` and
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
    """A unit's line in the paper, every cell ready to print."""

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
        """Appraised less self-assessed."""
        if self.self_total is None or self.appraised_total is None:
            return None
        return self.appraised_total - self.self_total


@dataclass(frozen=True, slots=True)
class RankingPaper:
    """One year's ranked result, laid out for `templates/results/papers/ranking.html`.

    `counts` has each level's units, and the others by reason, each apart [S3-S5]; `commended` are the units at Level 4
    [R5]. `draft` marks a result that the city has not approved; it is printed under the title.
    """

    year: int
    ranked: tuple[RankingLine, ...]
    unranked: tuple[RankingLine, ...]
    counts: tuple[tuple[str, int], ...]
    commended: tuple[RankingLine, ...]
    head: PaperHead
    attached_to: str
    draft: bool = False

    @property
    def has_exceptions(self) -> bool:
        return any(line.excepted for line in (*self.ranked, *self.unranked))

    @property
    def units_count(self) -> int:
        return len(self.ranked) + len(self.unranked)


def ranking_paper(
    *, year: int, rows: Sequence[RankedUnit], draft: bool = False, number: str = "", dated: date | None = None
) -> RankingPaper:
    """Lay out `rows`, given best first: the ranked above, the others with their reason.

    `number` and `dated` are those of the report that it comes with; dots stand where they are not known yet.
    An annex has no head and no signer of its own: the report's stand for it.
    """
    lines = [_line(row) for row in rows]
    report = PaperHead(issuer=("SỞ NỘI VỤ",), place="Hải Phòng", number=number, symbol="BC-SNV", dated=dated, year=year)
    return RankingPaper(
        year=year,
        ranked=tuple(line for line in lines if line.rank is not None),
        unranked=tuple(line for line in lines if line.rank is None),
        counts=tuple(_counts(rows)),
        commended=tuple(_line(row) for row in commended_rows(rows)),
        head=report,
        attached_to=report.as_attached_to("Báo cáo", "Sở Nội vụ"),
        draft=draft,
    )


def ranking_pdf(paper: RankingPaper) -> bytes:
    """The paper as PDF: A4 across, its head on every page."""
    return render_pdf("results/papers/ranking.html", {"paper": paper, "dated": paper.head.dated})


def _counts(rows) -> Iterator[tuple[str, int]]:
    """Each level, and each reason for being at none; what is awaited or exceptional only where there is some."""
    for standing, count in standing_counts(rows).items():
        if count or standing in _ALWAYS:
            yield _COUNT_WORDS[standing], count


def _line(row) -> RankingLine:
    return RankingLine(
        rank=row.rank,
        kind=KIND_WORDS[row.kind],
        name=row.name,
        self_total=row.self_total,
        appraised_total=row.appraised_total,
        groups=tuple(_points(row.group_totals.get(group)) for group in GROUPS),
        level=_level_words(row),
        reason=_reason_words(row),
        excepted=row.excepted_count > 0,
    )


def _reason_words(row) -> str:
    """A breach that is not decided on is named whatever the level; else why a unit has none [S4]."""
    if row.open_breach:
        return OPEN_BREACH
    return "" if row.level else REASON_WORDS[row.standing]


def _level_words(row) -> str:
    if row.level is not None:
        return LEVEL_WORDS[row.level]
    return NO_LEVEL if row.standing == REVOKED else AWAITED


def _points(value) -> Decimal | None:
    return None if value is None else Decimal(value)
