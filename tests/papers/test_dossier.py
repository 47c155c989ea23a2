"""The letter, the report and the table of a dossier [dossier 1-3]: what they say and how they look."""

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from documents.papers import Block, Paper
from documents.pdf import paper_pdf
from evidence.models import DossierPart, EvidenceItem
from evidence.papers import default_symbol, dossier_facts, dossier_paper, draft_text
from scoring.core import Level
from tests.papers.reading import fonts_of, page_sizes, text_of, words_of

pytestmark = pytest.mark.once  # what it says does not hang on the database

SERIF = {"Liberation-Serif", "Liberation-Serif-Bold", "Liberation-Serif-Italic", "Liberation-Serif-Bold-Italic"}


def laid_out(part, report=None) -> Paper:
    with translation.override("vi"):
        return dossier_paper(part, dossier_facts(part.assessment), report=report)


def pdf_of(part, report=None) -> bytes:
    pdf = paper_pdf(laid_out(part, report))
    if folder := os.environ.get("PAPERS_OUT"):
        Path(folder, f"{part.kind}.pdf").write_bytes(pdf)
    return pdf


def test_the_letter_goes_from_the_chair_to_the_citys_chair(part_of):
    part = part_of("letter", number="125", dated=date(2026, 11, 5), signer_name="Trần Văn Thử")
    text = text_of(pdf_of(part))

    assert "Số: 125/TTr-UBND Xã Nguyễn Bỉnh Khiêm, ngày 05 tháng 11 năm 2026" in text
    assert "TỜ TRÌNH Về việc đề nghị thẩm định, công nhận đạt chuẩn “Chính quyền thân thiện” năm 2026" in text
    assert "Kính gửi: Chủ tịch Ủy ban nhân dân thành phố Hải Phòng (qua Sở Nội vụ)" in text
    assert "Tổng số điểm tự chấm: 94,75/100 điểm." in text
    assert "(1 tập, 2 tài liệu)" in text
    assert f"Lưu: VT. Mã tra cứu: {part.code} CHỦ TỊCH Trần Văn Thử" in text
    assert "TM. ỦY BAN NHÂN DÂN" not in text


def test_what_is_not_known_yet_stays_dotted(part_of):
    text = text_of(pdf_of(part_of("letter")))

    assert "Số: ....../TTr-UBND Xã Nguyễn Bỉnh Khiêm, ngày .... tháng .... năm 2026" in text


def test_the_report_shows_group_by_group_what_was_done_and_what_is_short(part_of):
    part = part_of("report", signer_title="KT. CHỦ TỊCH / PHÓ CHỦ TỊCH")
    text = text_of(pdf_of(part))

    assert "1. Chính quyền công khai, minh bạch: 21,5/24 điểm" in text
    assert "(0/2 điểm): Chưa bố trí đủ kinh phí để thực hiện." in text
    assert "Còn 04 nội dung chưa đạt điểm tối đa:" in text
    assert "(tiêu chí I.2.2): 1,5/2 điểm, thiếu 0,5 điểm." in text
    assert "tự đánh giá: đạt chuẩn “Chính quyền thân thiện” Mức 3." in text
    assert "Mục tiêu: năm 2027 đạt chuẩn “Chính quyền thân thiện” Mức 4 (từ 95 điểm), tăng ít nhất 0,25 điểm" in text
    assert f"Lưu: VT. Mã tra cứu: {part.code} TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH" in text


def test_a_typed_body_takes_the_place_of_the_draft(part_of):
    paper = laid_out(part_of("report", text="I. KẾT QUẢ\nĐã làm xong.\n[Bảng tổng hợp điểm]"))

    part, text, summary = paper.body
    assert [part, text] == [Block("part", "I. KẾT QUẢ"), Block("text", "Đã làm xong.")]
    assert [row.cells[3] for row in summary.rows] == ["21,50", "24,00", "25,25", "24,00", "94,75"]


def test_a_typed_body_brings_no_markup_in(part_of):
    text = text_of(pdf_of(part_of("report", text="<img src=http://x/y.png> <b>5 < 6</b>")))

    assert "<img src=http://x/y.png> <b>5 < 6</b>" in text


def test_the_table_holds_every_row_of_the_decree(part_of, assessment):
    rows = dossier_facts(assessment).rows
    by_code = {row.code: row for row in rows}

    assert (len(rows), sum(row.is_leaf for row in rows)) == (assessment.rubric.criteria.count(), 69)
    assert sum(row.points for row in rows if row.depth == 1) == Decimal("94.75")
    assert (by_code["III.1.4"].points, by_code["III.1"].points, by_code["III"].points) == (
        Decimal("5.25"),
        Decimal("14.25"),
        Decimal("25.25"),
    )
    assert by_code["I.1.1"].files == (
        "Quyết định số 12 về danh mục thủ tục hành chính công khai.pdf",
        "ảnh_bảng_niêm_yết_20260301.jpg",
    )


def test_the_table_prints_wide_with_its_head_on_every_page(part_of):
    report = part_of("report", number="88", dated=date(2026, 11, 4))
    pdf = pdf_of(part_of("table"), report)
    text, words, sizes = text_of(pdf), words_of(pdf), page_sizes(pdf)

    assert set(sizes) == {(297, 210)}
    assert "(Kèm theo Báo cáo số 88/BC-UBND ngày 04 tháng 11 năm 2026 của Ủy ban nhân dân Xã" in text
    assert text.count("Nội dung tiêu chí") in (len(sizes), len(sizes) - 1)  # the signer may stand on a page below it
    assert max(word.right for word in words) <= 297 - 15
    assert min(word.left for word in words) >= 30 - 0.01


@pytest.mark.parametrize("kind", ["report", "table"])
def test_pages_are_numbered_at_the_top_from_the_second(part_of, kind):
    pdf = pdf_of(part_of(kind))
    width = page_sizes(pdf)[0][0]
    margin = 30, 15 if kind == "table" else 18
    middle = margin[0] + (width - sum(margin)) / 2
    numbers = [word for word in words_of(pdf) if word.bottom < 20]

    assert [(word.page, word.text) for word in numbers] == [
        (page, str(page)) for page in range(2, len(page_sizes(pdf)) + 1)
    ]
    assert all(abs((word.left + word.right) / 2 - middle) < 1 for word in numbers)


@pytest.mark.parametrize("kind", DossierPart.Kind.values)
def test_no_letter_is_drawn_in_another_font(part_of, kind):
    fonts = fonts_of(pdf_of(part_of(kind)))

    assert {name for name, _ in fonts} <= SERIF
    assert all(embedded for _, embedded in fonts)


def test_removed_evidence_is_not_listed(assessment, at):
    EvidenceItem.objects.update(removed_at=at(2026, 3, 3), removed_by=EvidenceItem.objects.first().added_by)

    assert dossier_facts(assessment).files_count == 0


def test_facts_take_four_queries(assessment, django_assert_num_queries):
    result = type(assessment).objects.select_related("registration__cycle", "registration__commune", "rubric").get()

    dossier_facts(result)  # the table, which never changes, is read once

    with django_assert_num_queries(4):
        facts = dossier_facts(result)

    assert facts.level is Level.LEVEL_3


def test_an_unscored_table_still_makes_its_papers(part_of, assessment):
    assessment.scores.update(points=None, explanation="")
    text = text_of(pdf_of(part_of("report")))

    assert "Tổng số điểm tự chấm: 0/100 điểm" in text
    assert "chưa đạt chuẩn “Chính quyền thân thiện” (dưới 80 điểm)" in text


def test_a_full_table_keeps_its_level(part_of, assessment):
    for score in assessment.scores.all():
        score.points = score.max_points
        score.save()
    with translation.override("vi"):
        text = draft_text("report", dossier_facts(assessment))

    assert "Tất cả các nội dung của Bảng thang điểm đều tự chấm đạt điểm tối đa." in text
    assert "Giữ vững Mức\u00a04" in text


@pytest.mark.parametrize(("kind", "symbol"), [("letter", "TTr-UBND"), ("report", "BC-UBND"), ("table", "")])
def test_symbols(kind, symbol):
    assert default_symbol(kind) == symbol
