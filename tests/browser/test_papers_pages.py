"""A commune's editor drafts the report, is asked before typed text goes, and has the PDF made."""

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from scoring.models import Rubric
from tests.factories.accounts import UserFactory
from tests.factories.communes import RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db(transaction=True)


def opened_report(page_for, width):
    assessment = SelfAssessmentFactory(
        registration=RegistrationFactory(accepted=True), rubric=Rubric.objects.get(), scores="full"
    )
    code = assessment.registration.commune.code
    editor = UserFactory()
    editor.memberships.create(role=Role.COMMUNE_EDITOR, unit_code=code, granted_at=editor.date_joined)
    page = page_for(editor, width=width)
    page.goto(f"/evidence/2026/{code}/papers/report/")
    return page


def test_what_a_lost_line_kept_back_is_saved_once_it_returns(page_for, decree):
    page = opened_report(page_for, 1440)
    page.context.set_offline(True)
    page.locator("#id_text").fill("Viết khi mất mạng")
    expect(page.locator("#notice")).to_be_visible()

    page.context.set_offline(False)

    expect(page.locator("#paper-answer")).to_contain_text("Đã lưu lúc")


@pytest.mark.parametrize("width", [1440, 390])
def test_the_report_is_drafted_and_printed(page_for, axe, shoot, decree, width):
    page = opened_report(page_for, width)
    page.locator("#id_text").fill("Tôi tự viết")
    page.get_by_role("button", name="Dự thảo từ điểm").click()
    assert page.locator("#id_text").input_value() == "Tôi tự viết"
    shoot(page, f"paper-asks-{width}")
    axe(page)
    page.get_by_role("button", name="Thay bằng bản dự thảo").click()
    assert page.locator("#id_text").input_value().startswith("Thực hiện Quyết định")
    page.get_by_role("button", name="Lưu và tạo bản PDF").click()
    page.get_by_text("Bản PDF tạo lúc").wait_for()
    shoot(page, f"paper-{width}")
    axe(page)
    assert page.console_errors == []
