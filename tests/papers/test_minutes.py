"""The minutes of an appraisal: one text in PDF and Word, with what Decree 30 asks of minutes."""

import io
import os
import re
import zipfile
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest
from django.urls import reverse

from accounts.models import Role, User
from appraisal import services
from appraisal.minutes_bundle import minutes_of_year
from appraisal.papers import minutes_facts, minutes_paper
from audit.services import sign_trail
from documents.pdf import paper_pdf
from kernel.refusals import Refused
from scoring.models import SelfAssessment
from tests.factories.accounts import UserFactory, appraiser, standing_pair, team_lead
from tests.factories.appraisal import AppraisalTeamFactory, ReviewFactory, TeamMemberFactory
from tests.factories.communes import CycleFactory
from tests.factories.evidence import ADDED, InquiryFactory, QuestionFactory
from tests.factories.scoring import FULL_TABLE
from tests.papers.reading import asked_file, rules_of, text_of, words_of
from tests.papers.test_page import box_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def now(at):
    return at(2026, 12, 20)


@pytest.fixture
def team(now):
    team = AppraisalTeamFactory(cycle=CycleFactory(year=2026))
    TeamMemberFactory(team=team, person=team_lead(full_name="Tổ trưởng Thử"), part="lead")
    TeamMemberFactory(team=team, person=appraiser(full_name="Thư ký Thử"), part="secretary")
    return team


@pytest.fixture
def review(team):
    member = TeamMemberFactory(team=team, person=appraiser(full_name="Thành viên Thử"))
    work = {"assessment__registration__cycle": team.cycle, "assessment__state": SelfAssessment.State.CLOSED}
    return ReviewFactory(**work, appraiser=member, reconciled=True, scores=FULL_TABLE | {"I.1": "4"})


def part_of(team, part):
    return team.members.get(part=part)


def written(review, team, now, **facts):
    meeting = {
        "held_on": date(2026, 12, 19),
        "begins_at": time(8, 30),
        "ends_at": time(10, 0),
        "place": "Sở Nội vụ",
        "present": team.members.all(),
        "chair": part_of(team, "lead"),
        "number": "12/BB-TTĐ",
        "others": "Bà Đại diện, Phó Chủ tịch",
        "remarks": "Thống nhất kết quả.",
    }
    by = part_of(team, "secretary").person
    return services.write_minutes(review=review, by=by, now=now, **(meeting | facts))


def pdf_of(minutes, reader) -> bytes:
    pdf = paper_pdf(minutes_paper(minutes, reader=reader))
    if folder := os.environ.get("PAPERS_OUT"):
        Path(folder, "minutes.pdf").write_bytes(pdf)
    return pdf


def explained(review):
    inquiry = InquiryFactory(assessment=review.assessment, kind="explanation", total=Decimal(94), answered=True)
    score = review.assessment.scores.get(criterion__code="I.1")
    answered = {"answer": "Có thêm văn bản.", "answered_at": ADDED, "answered_by": UserFactory()}
    replied = {"reply": "Chưa đủ căn cứ.", "outcome": "kept", "replied_at": ADDED, "replied_by": UserFactory()}
    QuestionFactory(inquiry=inquiry, score=score, points=Decimal(4), **answered, **replied)


def test_the_minutes_show_hours_people_differences_explanation_and_closing(review, team, now):
    explained(review)
    text = text_of(pdf_of(written(review, team, now), part_of(team, "lead").person))

    listed = [
        "Số: 12/BB-TTĐ Hải Phòng, ngày 19 tháng 12 năm 2026",
        "Thời gian bắt đầu: 08 giờ 30 phút, ngày 19 tháng 12 năm 2026.",
        "I. THÀNH PHẦN THAM DỰ Chủ trì: Tổ trưởng Thử – Tổ trưởng. Thư ký: Thư ký Thử. Thành viên có mặt:",
        "Cùng dự: - Bà Đại diện, Phó Chủ tịch.",
        "Tổng điểm 100,00 100,00 94,00 −6,00",
        "I NỘI DUNG I 24,00 24,00 18,00 −6,00",
        "tự chấm 10, thẩm định 4 (chênh lệch −6,00). Lý do: Minh chứng chưa đủ.",
        "Giải trình của đơn vị: Có thêm văn bản.",
        "Trả lời của Tổ thẩm định: giữ nguyên điểm. Chưa đủ căn cứ.",
        "Kết quả thẩm định: 94,00/100 điểm – Mức 3.",
        "Cuộc họp kết thúc vào 10 giờ, ngày 19 tháng 12 năm 2026.",
        "THƯ KÝ Thư ký Thử ĐẠI DIỆN ĐƠN VỊ CHỦ TRÌ Tổ trưởng Thử",
    ]
    assert [words for words in listed if words not in text] == []


def test_hours_not_typed_stay_dotted(review, team, now):
    text = text_of(pdf_of(written(review, team, now, begins_at=None, ends_at=None), part_of(team, "lead").person))

    assert "Thời gian bắt đầu: .... giờ .... phút, ngày 19" in text
    assert "Cuộc họp kết thúc vào .... giờ .... phút, ngày 19" in text


def test_a_recused_lead_neither_chairs_nor_signs(review, team, now):
    """[S8]"""
    lead, secretary = part_of(team, "lead"), part_of(team, "secretary")
    commune = review.assessment.registration.commune
    by = {"cycle": team.cycle, "commune": commune, "by": lead.person, "now": now}
    services.declare_conflict(person=lead.person, reason="Người thân.", **by)
    present = team.members.exclude(pk=lead.pk)
    with pytest.raises(Refused) as refused:
        written(review, team, now, present=present)
    assert [problem.code for problem in refused.value.problems] == ["chair_not_present"]

    facts = minutes_facts(written(review, team, now, present=present, chair=None), reader=secretary.person)

    assert (facts.chair, facts.chair_title) == ("Thư ký Thử", "Thư ký")
    assert (facts.absent, facts.recused) == ((), ("Tổ trưởng Thử – Tổ trưởng",))


@pytest.mark.parametrize(("ends_at", "codes"), [(time(8, 31), []), (time(8, 30), ["minutes_end_too_early"])])
def test_a_meeting_ends_after_it_begins(review, team, now, ends_at, codes):
    try:
        written(review, team, now, ends_at=ends_at)
        refused = []
    except Refused as refusal:
        refused = [problem.code for problem in refusal.problems]

    assert refused == codes


def test_the_head_keeps_names_whole_and_figures_stand_under_each_other(review, team, now):
    pdf = pdf_of(written(review, team, now), part_of(team, "lead").person)
    words = words_of(pdf)
    left, right, top, bottom = box_of(words, "THÀNH", "PHỐ", "HẢI", "PHÒNG")
    issuer = box_of(words, "TỔ", "THẨM", "ĐỊNH")

    # One line of its own, above the issuer's: never "THÀNH" at the end of one and "PHỐ" at the head of the next.
    assert (left >= 30, right < 100, bottom - top < 6, top < issuer[2]) == (True, True, True, True)
    assert any(rule[0] > 90 for rule in rules_of(pdf))
    totals = [word.right for word in words if word.text in ("100,00", "94,00", "24,00", "18,00") and word.page == 1]
    assert len({round(edge) for edge in totals}) <= 3


def test_all_minutes_of_a_year_are_bound_into_one_file(review, team, now, client):
    written(review, team, now)
    root = sign_trail(now=now)
    client.force_login(part_of(team, "lead").person)

    files = {
        form: asked_file(client, reverse("appraisal:request_minutes", args=[2026, form])) for form in ("pdf", "docx")
    }

    with pikepdf.open(io.BytesIO(files["pdf"])) as book, book.open_outline() as outline:
        assert [item.title for item in outline.root] == [
            f"{review.assessment.registration.commune.code} {review.assessment.registration.commune}"
        ]
    # The signed root of the trail stands on the minutes in the bundle, as on those of one unit.
    line = f"gốc số {root.number} ký ngày 20/12/2026: {root.digest}"
    assert line.replace(" ", "") in "".join(text_of(files["pdf"]).split())
    with zipfile.ZipFile(io.BytesIO(files["docx"])) as archive:
        [name] = archive.namelist()
        with zipfile.ZipFile(io.BytesIO(archive.read(name))) as word:
            assert root.digest in re.sub(r"<[^>]+>", "", word.read("word/document.xml").decode())


def test_the_bundle_leaves_out_a_unit_that_its_reader_may_not_see(review, team, now):
    written(review, team, now)
    lead = part_of(team, "lead").person
    assert minutes_of_year(lead, 2026).count() == 1

    standing_pair(lead, Role.COMMUNE_EDITOR, review.assessment.registration.commune.code)

    assert minutes_of_year(User.objects.get(pk=lead.pk), 2026).count() == 0
