"""One dossier in December: two appraisers, the lead and the commune, through two letters, a difference and a breach.

Everything is done on the pages; only the clock is set from outside [R3, S4, S8].
"""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from appraisal.models import Breach, Review, TeamMember
from evidence.models import Inquiry
from scoring.models import SelfAssessment
from tests.browser.test_whole_year import Person, pdf
from tests.factories.accounts import appraiser, head_of, officer, team_lead
from tests.factories.appraisal import AppraisalTeamFactory, ReviewFactory, SecondReviewFactory, TeamMemberFactory
from tests.factories.communes import CycleFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dossier(at):
    """A dossier whose group I two members review independently."""
    at(2026, 12, 3)
    team = AppraisalTeamFactory(cycle=CycleFactory(year=2026))
    TeamMemberFactory(team=team, person=team_lead(full_name="Tổ trưởng Tổ"), part=TeamMember.Part.LEAD)
    first = TeamMemberFactory(team=team, person=appraiser(full_name="Người Một"))
    return SecondReviewFactory(
        review=ReviewFactory(assessment__registration__cycle=team.cycle, appraiser=first),
        appraiser=TeamMemberFactory(team=team, person=appraiser(full_name="Người Hai")),
    )


@pytest.fixture
def people(dossier, page_for):
    commune = dossier.review.assessment.registration.commune
    users = {
        "first": dossier.review.appraiser.person,
        "second": dossier.appraiser.person,
        "lead": dossier.review.appraiser.team.members.get(part=TeamMember.Part.LEAD).person,
        "head": head_of(commune, full_name="Chủ tịch Xã"),
        "officer": officer(full_name="Cán bộ Sở"),
    }
    return {name: Person(page_for(user)) for name, user in users.items()}


@pytest.mark.long
def test_a_dossier_through_two_letters_a_difference_and_a_breach(dossier, people, at, shoot):
    code = dossier.review.assessment.registration.commune.code
    desk, work = f"/appraisal/2026/{code}/review", f"/evidence/2026/{code}"

    when_two_judge_alone(people["first"], people["second"], desk)
    when_the_lead_settles_what_differs(people["lead"], desk)
    at(2026, 12, 4)
    when_more_is_asked(people["first"], desk, {"II.1": "Gửi biên bản nghiệm thu.", "III.1": "Giải thích số liệu."})
    shoot(people["first"].page, "inquiries-sent-1440")
    at(2026, 12, 6)
    when_the_commune_answers(people["head"], work, number=1, files_at="II.1", shoot=shoot)
    at(2026, 12, 7)
    when_more_is_asked(people["first"], desk, {"II.1": "Bản gửi thiếu chữ ký."})
    at(2026, 12, 14)
    then_the_commune_that_did_not_answer_can_no_longer(people["first"], desk)
    when_the_review_is_completed(people["first"], desk)
    when_a_breach_is_recorded_answered_and_confirmed(people, code)
    people["lead"].goes_to(f"{desk}/summary/").sees("xếp loại không đạt chuẩn, không phụ thuộc số điểm")
    shoot(people["lead"].page, "summary-breach-1440")
    people["lead"].presses("Xác nhận kết quả thẩm định", sure=True).sees("Đã xác nhận kết quả thẩm định")

    review = Review.objects.get()
    assert (review.state, review.assessment.state) == (Review.State.RECONCILED, SelfAssessment.State.CLOSED)
    assert review.scores.get(criterion__code="I.2").points == Decimal(13)
    assert [error for person in people.values() for error in person.page.console_errors] == []


def judges(person, points, justification=""):
    page = person.page
    if justification:
        page.locator("#id_points").fill(points)
        page.locator("#id_explanation").fill(justification)
    else:
        page.keyboard.press("a")  # and on to the next
        return
    expect(page.locator("#save-state.is-saved")).to_be_visible()


def when_two_judge_alone(first, second, desk):
    """The first member sees nothing of the second's scores, and the other way round."""
    for person, justification in ((second, "Thiếu quyết định ban hành."), (first, "")):
        person.goes_to(f"{desk}/I.1/")
        judges(person, "10")
        expect(person.page.locator("#criterion[data-code='I.2']")).to_be_visible()
        assert "Thiếu quyết định" not in person.page.content()
        judges(person, "12", justification)
        person.presses("Hoàn thành phần thẩm định độc lập", sure=True)
        expect(person.page.locator("#pair button")).to_have_count(0)


def when_the_lead_settles_what_differs(lead, desk):
    lead.goes_to(f"{desk}/differences/").sees("Thiếu quyết định ban hành.")
    lead.page.locator("#points-I-2").fill("13")
    lead.page.locator("#justification-I-2").fill("Quyết định có trong hồ sơ, ban hành muộn.")
    lead.page.locator(".resolve-form button").first.click()
    expect(lead.page.locator(".side-resolved")).to_contain_text("13")


def when_more_is_asked(person, desk, wanted):
    for criterion, words in wanted.items():
        person.goes_to(f"{desk}/{criterion}/")
        asking = person.page.locator(f"#asking-{criterion.replace('.', '-')}")
        asking.locator("summary").click()
        asking.locator("textarea").fill(words)
        asking.get_by_role("button", name="Ghi vào yêu cầu").click()
        expect(asking.get_by_text("Đã ghi một yêu cầu")).to_be_visible()
    person.goes_to(f"{desk}/inquiries/").presses("Gửi yêu cầu", sure=True)
    person.sees("Hồ sơ đang ở đơn vị để bổ sung.")


def when_the_commune_answers(head, work, *, number, files_at, shoot):
    """Files by the ordinary uploader at the criterion, words beside the question; what is left empty is asked about."""
    head.goes_to("/").follows("Mở").sees("Gửi biên bản nghiệm thu.")
    head.goes_to(f"{work}/self-assessment/{files_at}/")
    head.page.locator(".file-choice:first-child input").set_input_files(pdf("bien-ban.pdf"))
    expect(head.page.locator(".file-set .file-name", has_text="bien-ban.pdf")).to_be_visible()
    expect(head.page.locator("#score-form")).to_have_count(0)
    head.goes_to(f"{work}/inquiries/supplement/{number}/")
    shoot(head.page, "inquiry-1440")
    head.presses("Gửi trả lời", sure=True).sees("III.1 chưa có câu trả lời")
    answer = head.page.locator("textarea").nth(1)
    answer.fill("Số liệu lấy từ hệ thống của thành phố.")
    expect(head.page.get_by_text("Đã lưu lúc")).to_be_visible()
    head.presses("Gửi trả lời", sure=True).sees("hồ sơ đang ở tổ thẩm định")
    assert Inquiry.objects.get(number=number).state == Inquiry.State.ANSWERED


def then_the_commune_that_did_not_answer_can_no_longer(person, desk):
    person.goes_to(f"{desk}/summary/").sees("Hồ sơ đang ở tổ thẩm định.")
    person.goes_to(f"{desk}/?show=answered")
    expect(person.page.locator("#tree a.tree-row")).to_have_count(2)


def when_the_review_is_completed(person, desk):
    for criterion in ("II.1", "II.2", "III.1", "III.2", "IV.1", "IV.2"):
        person.goes_to(f"{desk}/{criterion}/")
        judges(person, "")
        expect(person.page.locator(f"#row-{criterion.replace('.', '-')}.mark-done")).to_be_visible()
    person.goes_to(f"{desk}/summary/").presses("Hoàn thành thẩm định", sure=True)
    person.sees("Đã hoàn thành thẩm định")
    assert [inquiry.state for inquiry in Inquiry.objects.order_by("number")] == ["answered", "lapsed"]


def when_a_breach_is_recorded_answered_and_confirmed(people, code):
    record = people["officer"].goes_to("/appraisal/2026/breaches/new/")
    record.fills(registration=code)
    record.page.locator("input[name=kind]").first.check()
    record.fills(facts="Một vụ việc quá hạn không giải quyết.", source="45/KL-TTr", occurred_on="2026-09-01")
    record.fills(late_within_competence="45/KL-TTr")
    record.presses("Ghi nhận").sees("Đã ghi nhận vi phạm; đơn vị được báo và có quyền giải trình.")
    breach = Breach.objects.get()
    own = people["head"].goes_to(f"/appraisal/2026/{code}/breaches/{breach.pk}/").sees("Một vụ việc quá hạn")
    own.page.locator("textarea").first.fill("Vụ việc đã giải quyết ngày 05/09/2026.")
    own.presses("Gửi giải trình", sure=True).sees("Đã gửi giải trình; người quyết định đã được báo.")
    people["lead"].goes_to(f"/appraisal/2026/breaches/{breach.pk}/").sees("đã giải quyết ngày 05/09/2026")
    people["lead"].presses("Xác nhận vi phạm", sure=True).sees("Đã xác nhận vi phạm.")
    assert Breach.objects.get().state == Breach.State.CONFIRMED
