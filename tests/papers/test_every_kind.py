"""Every paper: both forms say the same, with what the data say."""

import os
from pathlib import Path

import pytest
import rules

from papers.kinds import Typed, paper_kinds
from papers.queries import described, visible_paper
from tests.factories.accounts import UserFactory
from tests.papers.both_forms import assert_both_say_the_same
from tests.papers.reading import text_of
from tests.papers.samples import EVERY, SAMPLES, undone

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_every_kind_has_a_sample():
    assert set(paper_kinds.by_key) == set(SAMPLES)


@pytest.mark.parametrize("name", EVERY)
def test_both_forms_say_the_same(name, every_paper):
    made = every_paper[name]
    if folder := os.environ.get("PAPERS_OUT"):
        Path(folder, f"{name}.pdf").write_bytes(made.pdf)
        Path(folder, f"{name}.docx").write_bytes(made.word)

    assert_both_say_the_same(made.paper, made.pdf, made.word)


def test_nothing_is_invented(every_paper):
    made = every_paper["results.submission"]

    assert "Số: ....../TTr-SNV Hải Phòng, ngày .... tháng .... năm 2026" in text_of(made.pdf)
    assert made.paper.signatures[0].name == ""


def test_the_report_shows_the_year_in_figures(every_paper):
    text = text_of(every_paper["results.report"].pdf)

    listed = [
        "BÁO CÁO Kết quả thẩm định, đánh giá “Chính quyền thân thiện” cấp xã",
        "1. Đăng ký: 8/9 đơn vị đăng ký; không đăng ký: 1.",
        "2. Gia hạn: không có.",
        "3. Hồ sơ: 7 hồ sơ được tiếp nhận; đã đăng ký nhưng không gửi: 1.",
        "Hồ sơ được giao thẩm định: 7; đã thẩm định xong: 7.",
        "1. Vi phạm được xác nhận: 01:",
        "bị truy cứu trách nhiệm hình sự.",
        "Có 5/9 đơn vị đạt chuẩn",
        "1 Mức 4 1 2 Mức 3 2",
        "PHỤ LỤC I KẾT QUẢ THẨM ĐỊNH, XẾP HẠNG",
        "PHỤ LỤC II ĐƠN VỊ KHÔNG ĐẠT CHUẨN, KHÔNG XÉT ĐÁNH GIÁ",
    ]
    assert [words for words in listed if words not in text] == []


def test_the_annex_of_the_recognition_lists_the_units_by_level(every_paper):
    table = every_paper["results.recognition"].paper.annexes[0].body[0]

    assert [row.cells[0].replace("\u00a0", " ") for row in table.rows if row.style == "spanning"] == [
        "Mức 4 (1 đơn vị)",
        "Mức 3 (2 đơn vị)",
        "Mức 2 (1 đơn vị)",
        "Mức 1 (1 đơn vị)",
    ]
    assert len([row for row in table.rows if row.style == "plain"]) == 5


@pytest.fixture
def now(at):
    return at(2026, 12, 28)


def test_the_letter_gives_the_grounds_of_every_lost_point(year, now):
    person, key = SAMPLES["results.result_letter"](year)
    paper = visible_paper(person, "results.result_letter", key, now=now)
    table = next(piece for piece in described(paper).body if hasattr(piece, "rows"))

    assert [row.cells[0] for row in table.rows] == [leaf.code for leaf in paper.about.lost]
    assert all(row.cells[5] for row in table.rows)


def test_no_stranger_finds_a_paper(year, now):
    result, stranger = [], UserFactory()
    for kind, sample in SAMPLES.items():
        with undone():
            key = sample(year)[1]
            paper = visible_paper(stranger, kind, key, now=now)
            result += [kind] if paper is not None and rules.has_perm("papers.view_paper", stranger, paper) else []

    assert result == []


def test_a_signers_title_is_typed():
    assert Typed(signer_title="KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC").authority("GIÁM ĐỐC") == ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")
