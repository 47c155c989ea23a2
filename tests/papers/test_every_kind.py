"""Every registered kind of paper: both forms say the same, in the form of Decree 30, with what the data say."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from appraisal.models import Review
from appraisal.paper_kinds import breach_key, inquiry_key, sheet_key, visit_key
from communes.services import grant_extension
from documents.paper_files import PAPER_FORMS, paper_as_file
from documents.papers import Paper
from papers.kinds import Typed, paper_kinds
from papers.queries import PaperAtHand, described, paper_at_hand
from results.paper_kinds import unit_key
from surveys.paper_kinds import summary_key
from tests.factories.accounts import UserFactory, city_leader, head_of, officer
from tests.factories.appraisal import BreachFactory, VisitFactory
from tests.factories.communes import RegistrationFactory
from tests.factories.evidence import InquiryFactory, QuestionFactory
from tests.factories.surveys import SurveyFactory
from tests.papers.both_forms import assert_both_say_the_same
from tests.papers.reading import page_sizes, rules_of, text_of, words_of
from tests.results.building import whole_year
from tests.results.test_services import brought_to
from tests.surveys.test_figures import answer

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def now(at):
    return at(2026, 12, 28)


@pytest.fixture
def year(now, settings):
    """A year with every outcome once, published, after all that papers tell of."""
    settings.CERTIFICATES = True
    built = whole_year()
    brought_to(built, "published", now)
    return built


Sample = tuple[Any, str]


def _review(year) -> Review:
    return Review.objects.get(assessment__registration=year.units["level_3"])


def _inquiry(year, kind: str, **fields) -> Sample:
    review = _review(year)
    inquiry = InquiryFactory(assessment=review.assessment, kind=kind, sent=True, **fields)
    QuestionFactory(inquiry=inquiry, score=review.assessment.scores.get(criterion__code="I.1"), points="2")
    return officer(), inquiry_key(inquiry)


def _breach(year) -> Sample:
    return officer(), breach_key(year.units["breach"].breaches.get())


def _revocation(year) -> Sample:
    unit = year.units["level_2"]
    BreachFactory(registration=unit, confirmed=True, settled_at=unit.outcome.recognition.issued_at)
    return city_leader(), unit_key(unit)


def _extension(year) -> Sample:
    entry = RegistrationFactory(cycle__year=2027)
    by = officer()
    facts = {"step": "registration", "before": date(2027, 2, 20), "reason": "Bão lũ"}
    extension = grant_extension(registration=entry, **facts, by=by, now=entry.cycle.opened_at)
    return by, extension.key


def _own(year) -> Sample:
    unit = year.units["level_3"]
    return head_of(unit.commune), unit_key(unit)


def _surveyed(year) -> Sample:
    unit = year.units["level_3"]
    survey = SurveyFactory(opened=True, commune=unit.commune, cycle=unit.cycle)
    for value in (5, 4, 3) * 8:
        answer(survey, {1: value, 3: (2,), 4: (1, 3)})
    return head_of(unit.commune), summary_key(2026, unit.commune, "II.7.1")


# Of every kind: who asks, and the key of what it is about.
SAMPLES: dict[str, Callable[[Any], Sample]] = {
    "results.report": lambda year: (officer(), "2026"),
    "results.submission": lambda year: (officer(), "2026"),
    "results.recognition": lambda year: (city_leader(), "2026"),
    "results.commendation": lambda year: (city_leader(), "2026"),
    "results.revocation": _revocation,
    "results.result_letter": lambda year: (officer(), unit_key(year.units["level_3"])),
    "results.plan": _own,
    "results.certificate": lambda year: (city_leader(), unit_key(year.units["level_4"])),
    "appraisal.team_decision": lambda year: (officer(), "2026"),
    "appraisal.inquiry_letter": lambda year: _inquiry(year, "supplement"),
    "appraisal.scoring_sheet": lambda year: (year.lead, sheet_key(_review(year))),
    "appraisal.visit_record": lambda year: (officer(), visit_key(VisitFactory(review=_review(year), done=True))),
    "appraisal.breach_notice": _breach,
    "communes.extension_letter": _extension,
    "surveys.summary": _surveyed,
}
WIDE = {"results.certificate"}


def paper_of(kind: str, year, now) -> tuple[PaperAtHand, Paper]:
    person, key = SAMPLES[kind](year)
    paper = paper_at_hand(person, kind, key, now=now)
    assert paper is not None
    made = described(paper)
    if folder := os.environ.get("PAPERS_OUT"):
        for form in PAPER_FORMS:
            Path(folder, f"{kind}.{form}").write_bytes(paper_as_file(made, form, kind).content)
    return paper, made


def test_every_kind_has_a_sample():
    assert set(paper_kinds.by_key) == set(SAMPLES)


@pytest.mark.parametrize("kind", SAMPLES)
def test_both_forms_say_the_same_in_the_form_of_decree_30(kind, year, now):
    _paper, made = paper_of(kind, year, now)
    pdf = assert_both_say_the_same(made)
    words, width = words_of(pdf), page_sizes(pdf)[0][0]

    assert min(word.left for word in words) > 29.9
    assert max(word.right for word in words if word.page == 1) <= width - 15
    assert min(word.top for word in words if word.page == 1) >= 20
    assert [word.text for word in words if word.bottom < 20 and word.page == 1] == []
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text_of(pdf)
    assert len(rules_of(pdf)) >= 2


def test_nothing_is_invented(year, now):
    _paper, made = paper_of("results.submission", year, now)
    text = text_of(paper_as_file(made, "pdf", "x").content)

    assert "Số: ....../TTr-SNV Hải Phòng, ngày .... tháng .... năm 2026" in text
    assert made.signatures[0].name == ""


def test_the_report_tells_the_year_in_figures(year, now):
    _paper, made = paper_of("results.report", year, now)
    text = text_of(paper_as_file(made, "pdf", "x").content)

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


def test_the_annex_of_the_recognition_lists_the_units_by_level(year, now):
    _paper, made = paper_of("results.recognition", year, now)
    table = made.annexes[0].body[0]

    assert [row.cells[0].replace("\u00a0", " ") for row in table.rows if row.look == "apart"] == [
        "Mức 4 (1 đơn vị)",
        "Mức 3 (2 đơn vị)",
        "Mức 2 (1 đơn vị)",
        "Mức 1 (1 đơn vị)",
    ]
    assert len([row for row in table.rows if row.look == "content"]) == 5


def test_the_letter_gives_the_grounds_of_every_lost_point(year, now):
    paper, made = paper_of("results.result_letter", year, now)
    table = next(piece for piece in made.body if hasattr(piece, "rows"))

    assert [row.cells[0] for row in table.rows] == [leaf.code for leaf in paper.about.lost]
    assert all(row.cells[5] for row in table.rows)


def test_no_stranger_finds_a_paper(year, now):
    found = [kind for kind in SAMPLES if paper_at_hand(UserFactory(), kind, SAMPLES[kind](year)[1], now=now)]

    assert found == []


def test_a_signers_title_is_typed():
    assert Typed(signer_title="KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC").authority("GIÁM ĐỐC") == ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")
