"""The whole year 2026 of one ward, from the opening of the cycle to a recognition revoked, as six people live it.

Everything is done on the pages, in Vietnamese; only the clock is set from outside.
"""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from results.models import Outcome, Recognition
from scoring.models import SelfAssessment
from tests.browser.layout import sticking_out
from tests.factories.accounts import UserFactory, editor_of, head_of
from tests.factories.appraisal import elements_of
from tests.factories.communes import CommuneFactory
from tests.factories.documents import PDF
from tests.factories.scoring import SMALL_TABLE, RubricFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]

CRITERIA = {code: points for _, criteria in SMALL_TABLE.values() for code, points in criteria.items()}
CODE = "11320"
WORK = f"/evidence/2026/{CODE}"


class Person:
    """Somebody at a browser: what they do, in the words of the pages."""

    def __init__(self, page):
        self.page = page

    def goes_to(self, path):
        assert self.page.goto(path).status == 200, path
        return self

    def follows(self, name):
        self.page.get_by_role("link", name=name, exact=True).first.click()
        return self

    def fills(self, **fields):
        for name, value in fields.items():
            self.page.locator(f"#id_{name}").fill(value)
        return self

    def presses(self, name, *, sure=False, within="main"):
        self.page.locator(within).get_by_role("button", name=name, exact=True).first.click()
        if sure:
            self.page.locator("#confirm button[value=yes]").click()
        return self

    def sees(self, text):
        expect(self.page.locator("main")).to_contain_text(text)
        return self


def pdf(name):
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF + b"% " + name.encode() + b"\n"}


@pytest.fixture
def ward(db):
    RubricFactory()
    CommuneFactory(code="11999", name="Đứng Ngoài")
    return CommuneFactory(code=CODE, name="Hồng Bàng")


@pytest.fixture
def people(ward, page_for):
    """The six people, each at their own browser; the citizen has a phone and no account."""
    users = {
        "officer": UserFactory(full_name="Cán bộ Sở", membership=Role.OFFICER),
        "editor": editor_of(ward, full_name="Công chức Phường"),
        "head": head_of(ward, full_name="Chủ tịch Phường"),
        "appraiser": UserFactory(full_name="Thành viên Tổ", membership=Role.APPRAISER),
        "lead": UserFactory(full_name="Tổ trưởng Tổ", membership=Role.TEAM_LEAD),
        "leader": UserFactory(full_name="Lãnh đạo Thành phố", membership=Role.CITY_LEADER),
    }
    people = {name: Person(page_for(user)) for name, user in users.items()}
    return people | {"citizen": Person(page_for(width=390))}


@pytest.mark.long
def test_a_ward_is_recognised_and_the_recognition_revoked(ward, people, at):
    at(2026, 1, 5)
    when_the_department_opens_the_year(people["officer"])
    at(2026, 2, 3)
    when_the_ward_registers(people["editor"], people["head"])
    at(2026, 2, 6)
    when_the_department_accepts(people["officer"])
    at(2026, 11, 10)
    when_the_editor_scores_every_criterion(people["editor"])
    then_the_ward_gives_itself("99.00")
    at(2026, 11, 24)
    when_the_papers_are_made_and_signed(people["editor"])
    when_the_head_sends_the_dossier(people["head"])
    at(2026, 12, 2)
    when_the_team_is_set_up_and_given_the_dossier(people["officer"])
    at(2026, 12, 9)
    when_the_appraiser_agrees_but_for_one_criterion(people["appraiser"])
    at(2026, 12, 14)
    when_the_lead_confirms_the_review(people["lead"])
    at(2026, 12, 18)
    when_the_year_is_drafted_confirmed_and_approved(people["officer"], people["lead"], people["leader"])
    then_nothing_is_public_yet(people["citizen"])
    at(2026, 12, 26)
    when_the_city_recognises_and_publishes(people["leader"])
    then_a_citizen_reads_the_result(people["citizen"])
    at(2027, 2, 10)
    when_a_breach_is_found_after_recognition(people["officer"], people["editor"], people["lead"])
    at(2027, 2, 20)
    when_the_recognition_is_revoked(people["leader"])
    then_the_public_page_shows_both_decisions(people["citizen"])
    assert [error for person in people.values() for error in person.page.console_errors] == []


def when_the_department_opens_the_year(officer):
    """14/02/2026 is a Saturday: the page says so and asks once more [R1]."""
    officer.goes_to("/").follows("Mở năm mới")
    assert officer.page.locator("#id_register_before").input_value() == "15/02/2026"
    officer.presses("Mở năm đánh giá").sees("14/02/2026")
    officer.presses("Vẫn mở năm đánh giá").sees("Năm 2026 đã mở")


def when_the_ward_registers(editor, head):
    """The editor prepares the aim and the plan, the head alone sends them [R1]."""
    editor.goes_to("/").follows("Đăng ký")
    editor.page.get_by_label("Mức 4: từ 95 điểm").check()
    editor.page.locator("#id_plan").set_input_files(pdf("ke-hoach-2026.pdf"))
    expect(editor.page.get_by_role("button", name="Gửi đăng ký")).to_have_count(0)
    editor.presses("Lưu tạm").sees("Đã lưu. Chủ tịch UBND sẽ gửi đăng ký.").sees("ke-hoach-2026.pdf")

    head.goes_to(f"/cycles/2026/{CODE}/registration/").sees("ke-hoach-2026.pdf")
    head.presses("Gửi đăng ký", sure=True).sees("Đã gửi")


def when_the_department_accepts(officer):
    officer.goes_to("/cycles/2026/registrations/").follows("Phường Hồng Bàng")
    officer.presses("Xác nhận tiếp nhận").sees("Phường Hồng Bàng")
    expect(officer.page.get_by_role("button", name="Xác nhận tiếp nhận")).to_have_count(0)


def when_the_editor_scores_every_criterion(editor):
    """Full points for all but the last criterion, each with its words and its file.

    Nothing is saved by a button [R2].
    """
    editor.goes_to(f"{WORK}/self-assessment/")
    page = editor.page
    for code, points in CRITERIA.items():
        expect(page.locator("#criterion")).to_have_attribute("data-code", code)
        page.locator("#id_points").fill("0" if code == "IV.2" else points)
        page.locator("#id_explanation").fill(f"Đã thực hiện nội dung {code}.")
        expect(page.locator("#save-state.is-saved")).to_be_visible()
        if code != "IV.2":
            page.locator("input[name=files][multiple]").set_input_files(pdf(f"minh-chung-{code}.pdf"))
            expect(page.locator(".file-list")).to_contain_text(f"minh-chung-{code}.pdf")
            page.locator("[data-step=after]").click()
    # The strip counts what is stored; the word beside a criterion may still be the answer to the criterion before.
    expect(page.locator("#progress-header")).to_contain_text("8/8")


def then_the_ward_gives_itself(total):
    work = SelfAssessment.objects.get(registration__commune__code=CODE)
    assert (work.total, work.scored_count) == (Decimal(total), 8)


def when_the_papers_are_made_and_signed(editor):
    """Letter, report and table are printed from the scores; the signed copies come back as scans [QT2]."""
    for kind in ("letter", "report", "table"):
        editor.goes_to(f"{WORK}/dossier/").presses("Tạo bản PDF", within=f"#paper-{kind}")
        expect(editor.page.locator(f"#paper-{kind} .state-done")).to_be_visible(timeout=30_000)
        editor.page.locator(f"#signed-{kind}").set_input_files(pdf(f"{kind}-da-ky.pdf"))
        editor.page.locator(f"form:has(#signed-{kind}) button").click()
        # The name stands beside the field as soon as the file is chosen, as a link once it is stored.
        expect(editor.page.get_by_role("link", name=f"{kind}-da-ky.pdf", exact=True)).to_be_visible()


def when_the_head_sends_the_dossier(head):
    head.goes_to(f"{WORK}/dossier/sending/").presses("Gửi hồ sơ", sure=True)
    expect(head.page).to_have_url(re.compile("/dossier/receipt/$"))
    head.sees("99,00")


def when_the_team_is_set_up_and_given_the_dossier(officer):
    """The officer names the team by its founding decision and gives the dossier to its member [R3]."""
    officer.goes_to("/appraisal/2026/team/")
    officer.fills(decision_number="1234/QĐ-UBND", decision_date="2026-12-01")
    officer.page.locator("#id_decision_file").set_input_files(pdf("quyet-dinh-thanh-lap.pdf"))
    officer.page.locator("#id_lead").select_option(label="Tổ trưởng Tổ")
    officer.page.get_by_label("Thành viên Tổ").check()
    officer.presses("Lưu tổ thẩm định").sees("1234/QĐ-UBND")
    officer.page.locator(f"#c-{CODE}").check()
    officer.page.locator("#member").select_option(label="Thành viên Tổ (0)")
    officer.presses("Giao").sees("Thành viên Tổ")


def when_the_appraiser_agrees_but_for_one_criterion(appraiser):
    """I.1 gets 6 of 10 and a justification for it; every other criterion is agreed with [S2, S8]."""
    appraiser.goes_to("/appraisal/2026/reviews/").follows("Phường Hồng Bàng")
    page = appraiser.page
    for code in CRITERIA:
        expect(page.locator("#criterion")).to_have_attribute("data-code", code)
        if code == "I.1":
            page.locator("#id_explanation").fill("Minh chứng mới thể hiện một phần kết quả.")
            page.locator("#id_points").fill("6")
            expect(page.locator("#save-state.is-saved")).to_be_visible()
            page.locator("[data-step=after]").click()
        else:
            page.locator(".agree").click()  # goes on by itself
            expect(page.locator(f"#row-{code.replace('.', '-')}.mark-done")).to_be_visible()
    expect(page.locator("#progress-header")).to_contain_text("8/8")
    appraiser.goes_to(f"/appraisal/2026/{CODE}/review/summary/").sees("95,00")
    appraiser.presses("Hoàn thành thẩm định", sure=True)
    expect(page.get_by_role("button", name="Hoàn thành thẩm định")).to_have_count(0)


def when_the_lead_confirms_the_review(lead):
    lead.goes_to(f"/appraisal/2026/{CODE}/review/summary/").sees("Minh chứng mới thể hiện một phần kết quả.")
    lead.presses("Xác nhận kết quả thẩm định", sure=True)
    expect(lead.page.get_by_role("button", name="Xác nhận kết quả thẩm định")).to_have_count(0)


def when_the_year_is_drafted_confirmed_and_approved(officer, lead, leader):
    steps = "/results/2026/steps/"
    officer.goes_to(steps).presses("Dự thảo kết quả")
    expect(officer.page.get_by_role("button", name="Dự thảo kết quả")).to_have_count(0)
    lead.goes_to(steps).presses("Xác nhận kết quả; trình Sở Nội vụ báo cáo UBND thành phố", sure=True)
    expect(
        lead.page.get_by_role("button", name="Xác nhận kết quả; trình Sở Nội vụ báo cáo UBND thành phố")
    ).to_have_count(0)
    officer.goes_to(steps).follows("Ghi nhận báo cáo UBND thành phố")
    officer.fills(decision_number="215/BC-SNV", decision_date="2026-12-18")
    officer.page.locator("#id_file").set_input_files(pdf("bao-cao.pdf"))
    officer.presses("Ghi nhận báo cáo").sees("215/BC-SNV")
    leader.goes_to(steps).presses("Phê duyệt kết quả", sure=True)
    expect(leader.page.locator("#id_decision_number")).to_be_visible()
    assert dict(Outcome.objects.values_list("registration__commune__code", "level")) == {CODE: 4, "11999": 0}


def then_nothing_is_public_yet(citizen):
    assert citizen.page.goto("/results/public/2026/").status == 404


def when_the_city_recognises_and_publishes(leader):
    """The number of the decision is typed as it was issued [QT4]."""
    leader.goes_to("/results/2026/steps/")
    leader.fills(decision_number="6100/QĐ-UBND", decision_date="2026-12-25")
    leader.page.locator("#id_file").set_input_files(pdf("quyet-dinh-cong-nhan.pdf"))
    leader.presses("Ghi nhận quyết định", sure=True)
    leader.presses("Công bố kết quả", sure=True)
    expect(leader.page.get_by_role("button", name="Công bố kết quả")).to_have_count(0)
    assert set(Outcome.objects.values_list("state", flat=True)) == {"published"}


def then_a_citizen_reads_the_result(citizen):
    """Level 4 on the phone, with points and decision, and no name of a person [S3, S8]."""
    citizen.goes_to("/results/public/2026/")
    citizen.page.get_by_role("link", name="Hồng Bàng").first.click()
    citizen.sees("Mức 4").sees("95,00").sees("6100/QĐ-UBND")
    assert sticking_out(citizen.page) == []
    assert "Thành viên Tổ" not in citizen.page.content()


def when_a_breach_is_found_after_recognition(officer, editor, lead):
    """After the recognition; the officer records it, the commune answers, the lead alone decides [S4, S5, S8]."""
    officer.goes_to("/appraisal/2026/breaches/new/")
    officer.fills(registration="Phường Hồng Bàng")
    officer.page.locator("input[name=kind][value=discipline_or_prosecution]").check()
    officer.fills(facts="Một công chức bị khiển trách.", source="12/QĐ-KL", occurred_on="2026-11-02")
    officer.fills(decided_on="2026-11-10", **elements_of("discipline_or_prosecution"))
    officer.page.locator("#id_documents").set_input_files(pdf("quyet-dinh-ky-luat.pdf"))
    officer.presses("Ghi nhận").sees("Đã ghi nhận vi phạm;").sees("quyet-dinh-ky-luat.pdf")

    editor.goes_to("/?year=2026").follows("Xem và giải trình").sees("Một công chức bị khiển trách.")
    editor.fills(text="Đơn vị đã nghiêm túc kiểm điểm.").presses("Gửi giải trình", sure=True)

    lead.goes_to("/appraisal/2026/breaches/").follows("Phường Hồng Bàng").sees("Đơn vị đã nghiêm túc kiểm điểm.")
    lead.fills(justification="Quyết định kỷ luật đã có hiệu lực.").presses("Xác nhận vi phạm", sure=True)
    lead.sees("Quyết định kỷ luật đã có hiệu lực.")


def when_the_recognition_is_revoked(leader):
    leader.goes_to("/?year=2026").follows("Thu hồi")
    leader.fills(decision_number="700/QĐ-UBND", decision_date="2027-02-19", reason="Có vi phạm bị xử lý kỷ luật.")
    leader.page.locator("#id_file").set_input_files(pdf("quyet-dinh-thu-hoi.pdf"))
    leader.presses("Thu hồi công nhận", sure=True).sees("700/QĐ-UBND")
    assert Recognition.objects.get().state == Recognition.State.REVOKED


def then_the_public_page_shows_both_decisions(citizen):
    """The record keeps both [S5]."""
    citizen.page.context.clear_cookies()
    citizen.goes_to(f"/results/public/2026/{CODE}/")
    citizen.page.reload()
    citizen.sees("6100/QĐ-UBND").sees("700/QĐ-UBND").sees("Phát hiện vi phạm thuộc trường hợp nêu tại mục I.2")
