"""The page layout of every paper: Decree 30/2020/NĐ-CP, Appendix I."""

import gc
from contextlib import nullcontext
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from weasyprint.urls import FatalURLFetchingError

from documents import pdf as pdf_module
from documents.papers import Paper, PaperHead, Signature
from documents.pdf import paper_pdf
from documents.pdf_layout import StaticFilesAlone
from tests.papers.reading import fonts_of, page_sizes, rules_of, text_of, words_of

pytestmark = pytest.mark.once  # what it says does not hang on the database

LONG = PaperHead(
    issuer=("ỦY BAN NHÂN DÂN", "XÃ NGUYỄN BỈNH KHIÊM"),
    place="Xã Nguyễn Bỉnh Khiêm",
    symbol="TTr-UBND",
    dated=date(2026, 2, 5),
)


def base_paper(head=LONG, **signature) -> bytes:
    signed = Signature(**{"authority": ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), **signature})
    return paper_pdf(Paper(title="Thử", kind="", abstract=(), body=(), head=head, signatures=(signed,)))


def box_of(words, *texts):
    """The box around consecutive `texts`."""
    line = [word.text for word in words]
    start = next(i for i in range(len(line)) if tuple(line[i : i + len(texts)]) == texts)
    result = words[start : start + len(texts)]
    return result[0].left, result[-1].right, result[0].top, result[-1].bottom


def test_the_head_and_the_signer_say_what_decree_30_asks():
    assert text_of(base_paper(name="Trần Văn Thử", recipients=("Như trên", "Lưu: VT"))) == (
        "ỦY BAN NHÂN DÂN XÃ NGUYỄN BỈNH KHIÊM CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc "
        "Số: ....../TTr-UBND Xã Nguyễn Bỉnh Khiêm, ngày 05 tháng 02 năm 2026 "
        "Nơi nhận: - Như trên; - Lưu: VT. TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Trần Văn Thử"
    )


def test_a_page_is_a4_with_its_margins():
    pdf = base_paper()
    words = words_of(pdf)

    assert page_sizes(pdf) == [(210, 297)]
    assert min(word.left for word in words) >= 30
    assert max(word.right for word in words) <= 210 - 15
    assert min(word.top for word in words) >= 20


def test_the_rule_under_the_motto_is_as_wide_as_the_words():
    pdf = base_paper()
    left, right, _, bottom = box_of(words_of(pdf), "Độc", "lập", "-", "Tự", "do", "-", "Hạnh", "phúc")
    rule = next(rule for rule in rules_of(pdf) if rule[0] > 90)

    assert rule[0] == pytest.approx(left, abs=0.5)
    assert rule[1] == pytest.approx(right, abs=0.5)
    assert 0 < rule[2] - bottom + 1 < 3


def test_the_rule_under_the_issuer_is_a_third_to_a_half_of_its_line():
    pdf = base_paper()
    left, right, _, _ = box_of(words_of(pdf), "XÃ", "NGUYỄN", "BỈNH", "KHIÊM")
    rule = next(rule for rule in rules_of(pdf) if rule[1] < 100)

    assert 1 / 3 <= (rule[1] - rule[0]) / (right - left) <= 1 / 2
    assert (rule[0] + rule[1]) / 2 == pytest.approx((left + right) / 2, abs=0.5)


def test_every_letter_is_set_in_the_twin_of_times_new_roman():
    fonts = fonts_of(base_paper(name="Nguyễn Thị Ngữ Ỷ", recipients=("Sở Nội vụ",)))

    assert fonts == {
        ("Liberation-Serif", True),
        ("Liberation-Serif-Bold", True),
        ("Liberation-Serif-Italic", True),
        ("Liberation-Serif-Bold-Italic", True),
    }


def test_a_paper_is_tagged_and_says_its_language():
    with pikepdf.open(BytesIO(base_paper())) as pdf:
        assert str(pdf.Root.Lang) == "vi"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.docinfo["/Author"]) == "ỦY BAN NHÂN DÂN XÃ NGUYỄN BỈNH KHIÊM"
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


def test_the_same_facts_make_the_same_bytes():
    assert base_paper() == base_paper()


@pytest.mark.parametrize(
    "url", ["https://example.org/x.css", "file:///etc/passwd", "static:/../pyproject.toml", "static:/nothing.png"]
)
def test_a_paper_reaches_for_nothing_but_static_files(url):
    with pytest.raises(FatalURLFetchingError):
        StaticFilesAlone().fetch(url)


@pytest.mark.parametrize("fails", [False, True])
def test_the_garbage_collector_waits_until_a_paper_is_made_or_given_up(fails, monkeypatch):
    enabled, layout = [], pdf_module._laid_out

    def lay_out(*arguments):
        enabled.append(gc.isenabled())
        if fails:
            raise FatalURLFetchingError
        return layout(*arguments)

    monkeypatch.setattr(pdf_module, "_laid_out", lay_out)
    with pytest.raises(FatalURLFetchingError) if fails else nullcontext():
        base_paper()

    assert (enabled, gc.isenabled()) == ([False], True)
