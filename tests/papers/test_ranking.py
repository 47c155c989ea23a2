"""The ranked result as leaders get it on paper."""

import os
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from results.papers import ranking_paper, ranking_pdf
from tests.papers.reading import fonts_of, page_sizes, text_of, words_of


@dataclass
class Row:
    rank: int | None
    name: str
    kind: str = "ward"
    self_total: Decimal | None = Decimal("96.25")
    appraised_total: Decimal | None = Decimal("95")
    group_totals: dict = field(default_factory=lambda: {"I": "24", "II": "23.50", "III": "24.50", "IV": "23.00"})
    level: int = 4
    reason: str = "by_points"


UNRANKED = [
    Row(None, "Nguyễn Bỉnh Khiêm", "commune", level=0, reason="breach"),
    Row(None, "Cát Hải", "special_zone", None, None, {}, 0, "not_registered"),
    Row(None, "Bạch Long Vĩ", "special_zone", None, None, {}, 0, "not_submitted"),
]


def whole_city():
    ranked = [Row(n, f"Nguyễn Lương Bằng {n}", level=4 if n < 40 else 2) for n in range(1, 112)]
    return [*ranked, *UNRANKED]


def pdf_of(rows, **facts) -> bytes:
    pdf = ranking_pdf(ranking_paper(year=2026, rows=rows, **facts))
    if folder := os.environ.get("PAPERS_OUT"):
        Path(folder, "ranking.pdf").write_bytes(pdf)
    return pdf


def test_the_paper_ranks_counts_and_gives_reasons():
    text = text_of(pdf_of([Row(1, "Hồng Bàng"), *UNRANKED], dated=date(2026, 12, 28), number="12/KQ-SNV"))

    assert "ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI PHÒNG SỞ NỘI VỤ" in text
    assert "Số: 12/KQ-SNV Hải Phòng, ngày 28 tháng 12 năm 2026" in text
    assert "Tổng hợp 4 đơn vị theo mức đạt chuẩn" in text
    assert "1 Hồng Bàng Phường 96,25 24,00 23,50 24,50 23,00 95,00 −1,25 Mức 4" in text
    assert (
        "Nguyễn Bỉnh Khiêm Xã 96,25 24,00 23,50 24,50 23,00 95,00 −1,25 Không đạt chuẩn Có vi phạm, không xét" in text
    )
    assert "Cát Hải Đặc khu – – – – – – – Không đạt chuẩn Không đăng ký" in text
    assert "Dự thảo" not in text


def test_a_result_not_yet_approved_says_so():
    assert "(Dự thảo, chưa được phê duyệt)" in text_of(pdf_of([Row(1, "Hồng Bàng")], draft=True))


def test_the_whole_city_fits_its_pages():
    paper = ranking_paper(year=2026, rows=whole_city())
    pdf = ranking_pdf(paper)
    words, sizes = words_of(pdf), page_sizes(pdf)

    assert paper.counts == (("Mức 4", 39), ("Mức 3", 0), ("Mức 2", 72), ("Mức 1", 0), ("Không đạt chuẩn", 3))
    assert (len(paper.ranked), len(paper.unranked), set(sizes)) == (111, 3, {(297, 210)})
    assert text_of(pdf).count("Loại hình") == len(sizes)
    assert (min(word.left for word in words) >= 30, max(word.right for word in words) <= 282) == (True, True)
    assert {name for name, _ in fonts_of(pdf)} <= {
        *("Liberation-Serif", "Liberation-Serif-Bold", "Liberation-Serif-Italic", "Liberation-Serif-Bold-Italic")
    }


def test_a_year_without_results_is_an_empty_table():
    assert "Tổng hợp 0 đơn vị theo mức đạt chuẩn" in text_of(pdf_of([]))
