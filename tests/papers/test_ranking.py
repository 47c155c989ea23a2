"""The ranked result as leaders get it on paper."""

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from documents.papers import PaperTable
from documents.pdf import paper_pdf
from results.models import Outcome
from results.papers import REASON_WORDS, ranking_paper
from results.queries import NOT_APPRAISED, UNDER_80, RankingRow
from scoring.core import Level
from tests.papers.reading import fonts_of, page_sizes, text_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

POINTS = {"I": "24.00", "II": "23.50", "III": "24.50", "IV": "23.00"}


def unit(
    rank, name, kind="ward", own=Decimal("96.25"), appraised=Decimal("95"), groups=POINTS, level=4, reason="by_points"
):
    """A row of the ranked page."""
    return RankingRow(
        registration_id=0,
        code="",
        kind=kind,
        name=name,
        search_key="",
        registered=True,
        submitted=own is not None,
        self_total=own,
        appraised_total=appraised,
        group_totals=groups,
        level=None if level is None else Level(level),
        reason=reason,
        rank=rank,
        state="",
        recognition="",
    )


UNRANKED = [
    unit(None, "Nguyễn Bỉnh Khiêm", "commune", level=0, reason="breach"),
    unit(None, "Cát Hải", "special_zone", None, None, {}, 0, "not_registered"),
    unit(None, "Bạch Long Vĩ", "special_zone", None, None, {}, 0, "not_submitted"),
]


def whole_city():
    ranked = [unit(n, f"Nguyễn Lương Bằng {n}", level=4 if n < 40 else 2) for n in range(1, 112)]
    return [*ranked, *UNRANKED]


def tables_of(paper):
    return [piece for piece in paper.body if isinstance(piece, PaperTable)]


def pdf_of(rows, **facts) -> bytes:
    pdf = paper_pdf(ranking_paper(year=2026, rows=rows, **facts))
    if folder := os.environ.get("PAPERS_OUT"):
        Path(folder, "ranking.pdf").write_bytes(pdf)
    return pdf


def test_the_paper_ranks_counts_and_gives_reasons():
    text = text_of(pdf_of([unit(1, "Hồng Bàng"), *UNRANKED]))

    assert "Tổng hợp 4 đơn vị theo mức đạt chuẩn" in text
    assert "1 Hồng Bàng Phường 96,25 24,00 23,50 24,50 23,00 95,00 −1,25 Mức 4" in text
    assert (
        "Nguyễn Bỉnh Khiêm Xã 96,25 24,00 23,50 24,50 23,00 95,00 −1,25 Không đạt chuẩn Có vi phạm, không xét" in text
    )
    assert "Cát Hải Đặc khu – – – – – – – Không đạt chuẩn Không đăng ký" in text
    assert "Dự thảo" not in text


@pytest.mark.parametrize(
    ("facts", "source"),
    [
        ({"dated": date(2026, 12, 28), "number": "12"}, "số 12/BC-SNV ngày 28 tháng 12 năm 2026"),
        ({}, "số ....../BC-SNV ngày .... tháng .... năm 2026"),
    ],
)
def test_the_list_is_the_annex_of_the_departments_report(facts, source):
    text = text_of(pdf_of([unit(1, "Hồng Bàng")], **facts))

    assert text.startswith(
        "PHỤ LỤC KẾT QUẢ THẨM ĐỊNH, XẾP HẠNG “CHÍNH QUYỀN THÂN THIỆN” CẤP XÃ TRÊN ĐỊA BÀN THÀNH PHỐ HẢI PHÒNG NĂM 2026 "
        f"(Kèm theo Báo cáo {source} của Sở Nội vụ)"
    )
    # The report has the national title and the signer; its annex repeats neither.
    assert ("CỘNG HÒA" in text, "GIÁM ĐỐC" in text) == (False, False)


def test_a_result_not_yet_approved_says_so():
    assert "(Dự thảo, chưa được phê duyệt)" in text_of(pdf_of([unit(1, "Hồng Bàng")], draft=True))


def test_the_whole_city_fits_its_pages():
    paper = ranking_paper(year=2026, rows=whole_city())
    pdf = paper_pdf(paper)
    words, sizes = words_of(pdf), page_sizes(pdf)

    levels = {"Mức\u00a04": "39", "Mức\u00a03": "0", "Mức\u00a02": "72", "Mức\u00a01": "0"}
    apart = {"Dưới 80 điểm": "0", "Có vi phạm, không xét": "1", "Không gửi hồ sơ": "1", "Không đăng ký": "1"}
    counts, ranking, *_ = tables_of(paper)
    assert dict(zip(counts.head, counts.rows[0].cells, strict=True)) == levels | apart
    assert [row.style for row in ranking.rows] == [
        *("plain" for _ in range(111)),
        "spanning",
        *("plain" for _ in range(3)),
    ]
    assert set(sizes) == {(297, 210)}
    listed = {word.page for word in words if word.text in ("Phường", "Xã", "khu") and 50 < word.left < 110}
    assert text_of(pdf).count("Loại đơn vị") == len(listed)
    assert (min(word.left for word in words) >= 30, max(word.right for word in words) <= 282) == (True, True)
    assert {name for name, _ in fonts_of(pdf)} <= {
        *("Liberation-Serif", "Liberation-Serif-Bold", "Liberation-Serif-Italic", "Liberation-Serif-Bold-Italic")
    }


def test_a_unit_still_to_be_appraised_says_so():
    paper = ranking_paper(year=2026, rows=[unit(None, "An Lão", appraised=None, level=None, reason="not_appraised")])

    counts, ranking, *_ = tables_of(paper)
    assert ranking.rows[-1].cells[-2:] == ("Chưa có kết quả", "Chưa thẩm định xong")
    shown = dict(zip(counts.head, counts.rows[0].cells, strict=True))
    assert {words: count for words, count in shown.items() if count != "0"} == {"Chưa thẩm định xong": "1"}


def test_every_reason_has_its_words():
    assert set(REASON_WORDS) >= {*Outcome.Reason.values, UNDER_80, NOT_APPRAISED} - {"by_points"}


def test_a_year_without_results_is_an_empty_table():
    assert "Tổng hợp 0 đơn vị theo mức đạt chuẩn" in text_of(pdf_of([]))
