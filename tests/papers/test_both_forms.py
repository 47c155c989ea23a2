"""Every paper is described once: its PDF and its Word file say the same."""

from datetime import date

import pytest

from appraisal.checklists import checklist_paper
from appraisal.papers import minutes_paper
from appraisal.queries.visits import item_rows
from documents.papers import Block, Cell, Check, Columns, Paper, PaperHead, PaperRow, PaperTable, Signature
from results.papers import ranking_paper
from tests.factories.appraisal import VisitFactory
from tests.papers.both_forms import assert_both_say_the_same
from tests.papers.test_dossier import laid_out
from tests.papers.test_minutes import explained, now, part_of, review, team, written  # noqa: F401
from tests.papers.test_ranking import UNRANKED, unit

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def every_piece() -> Paper:
    """A paper with every kind of piece, an annex across, and a code to check it by."""
    table = PaperTable(
        head=("TT", "Nội dung", Columns("Điểm", ("Nhóm một", "Nhóm hai")), "Ghi chú"),
        rows=(
            PaperRow(("1", "Một nội dung", "1,00", "12,50", Cell(("dòng một", "dòng hai"), ("cần có",))), "heading"),
            PaperRow(("Không xếp hạng",), "spanning"),
            PaperRow(("2", "Nội dung dài " * 400, "0,25", "2,00", "")),
        ),
        widths=(12, 0, 18, 18, 40),
        figures=(2, 3),
        words=(1, 4),
        caption="Bảng thử",
    )
    kinds = ("part", "section", "basis", "note", "result", "centre", "text")
    blocks = [Block(kind, f"I. Đoạn {kind} thử") for kind in kinds]
    return Paper(
        title="Thử",
        kind="Quyết định",
        abstract=("Về việc thử",),
        attached=("(Kèm theo)",),
        addressee=("Kính gửi: Ủy ban nhân dân",),
        body=(*blocks, Block("article", "Điều 1. Công nhận các đơn vị."), table),
        head=PaperHead(("SỞ NỘI VỤ",), "Hải Phòng", "ỦY BAN NHÂN DÂN", "12", "QĐ", date(2026, 12, 20), 2026, "V/v thử"),
        signatures=(Signature(("GIÁM ĐỐC",), "Người Thử", ("Như trên", "Lưu: VT")),),
        annexes=(Paper("Phụ lục", "Phụ lục", ("Bảng",), (table,), is_wide=True),),
        check=Check("https://example.org/check/abc", "abcdef"),
    )


def test_every_kind_of_piece_says_the_same():
    assert_both_say_the_same(every_piece())


@pytest.mark.parametrize("kind", ["letter", "report", "table"])
def test_the_papers_of_a_dossier_say_the_same(kind, request):
    part = request.getfixturevalue("dossier_part_of")(kind, number="12", dated=date(2026, 11, 20), signer_name="Thử")

    assert_both_say_the_same(laid_out(part))


def test_the_minutes_say_the_same(review, team, now):  # noqa: F811
    explained(review)

    assert_both_say_the_same(minutes_paper(written(review, team, now), reader=part_of(team, "lead").person))


def test_the_ranked_annex_says_the_same():
    assert_both_say_the_same(ranking_paper(year=2026, rows=[unit(1, "Hồng Bàng"), *UNRANKED], draft=True))


def test_the_checklist_says_the_same(review):  # noqa: F811
    visit = VisitFactory(review=review)

    assert_both_say_the_same(checklist_paper(visit, item_rows(visit)))
