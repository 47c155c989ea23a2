"""Administrators, messages and signing in, in a real browser."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from accounts.models import Role
from accounts.services import invite
from notifications.services import notify
from tests.factories.accounts import administrator, editor_of, head_of, officer
from tests.factories.communes import CommuneFactory

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def sheet() -> bytes:
    book, content = Workbook(), BytesIO()
    rows = [("moi@example.test", "Nguyễn Thị Mới", "officer", ""), ("sai", "", "commune_head", "99999")]
    for row in [("email", "full_name", "role", "unit_code"), *rows]:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("width", [1440, 390])
def test_an_administrator_finds_a_person_and_withdraws_a_role(page_for, axe, shoot, width):
    commune = CommuneFactory(code="10507", name="Ngô Quyền")
    admin = administrator(full_name="Quản trị hệ thống")
    head_of(commune, full_name="Trần Văn Chủ")
    person = editor_of(commune, full_name="Nguyễn Thị Phượng")
    officer(full_name="Phạm Văn Sở", is_active=False)
    invite(email="a@example.test", full_name="Lê Văn Chờ", role=Role.APPRAISER, by=admin, now=NOW)
    page = page_for(admin, width=width)

    page.goto("/accounts/people/")
    axe(page)
    shoot(page, f"people-{width}")
    page.get_by_label("Họ tên, thư điện tử hoặc đơn vị").fill("phuong")
    page.get_by_role("button", name="Xem", exact=True).click()
    page.get_by_role("link", name="Nguyễn Thị Phượng").click()
    expect(page.get_by_role("heading", name="Nguyễn Thị Phượng")).to_be_visible()
    page.evaluate("() => document.fonts.ready.then(() => true)")
    axe(page)
    shoot(page, f"person-{width}")
    page.get_by_role("button", name="Thu hồi").click()
    page.locator("#confirm [value=yes]").click()
    expect(page.get_by_text("Đã thu hồi vai trò.")).to_be_visible()
    assert person.memberships.count() == 0
    assert page.console_errors == []


@pytest.mark.parametrize("width", [1440, 390])
def test_a_spreadsheet_is_looked_at_row_by_row(page_for, axe, shoot, width):
    page = page_for(administrator(), width=width)

    page.goto("/accounts/people/import/")
    axe(page)
    page.get_by_label("Bảng tính (XLSX)").set_input_files(
        {"name": "people.xlsx", "mimeType": "application/octet-stream", "buffer": sheet()}
    )
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("“sai” không phải là địa chỉ thư điện tử.")).to_be_visible()
    axe(page)
    shoot(page, f"people-import-{width}")


@pytest.mark.parametrize("width", [1440, 390])
def test_a_message_is_opened(page_for, axe, shoot, width):
    person = officer()
    for year in (2026, 2027):
        notify(kind="results.results_published", people=[person], path="/accounts/profile/", now=NOW, year=year)
    page = page_for(person, width=width)

    page.goto("/messages/")
    axe(page)
    shoot(page, f"inbox-{width}")
    page.get_by_role("button", name="Đã công bố kết quả năm 2027").click()
    page.wait_for_url("**/accounts/profile/")
    axe(page)
    shoot(page, f"profile-{width}")
    assert person.portal_messages.filter(read_at=None).count() == 1


@pytest.mark.parametrize("width", [1440, 390])
def test_signing_in_and_turning_on_two_steps(page_for, axe, shoot, width):
    person = officer()
    page = page_for(width=width)

    page.goto("/account/login/")
    axe(page)
    shoot(page, f"login-{width}")
    page.locator("[name=login]").fill(person.email)
    page.locator("[name=password]").fill("mat-khau-rat-dai")
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/")
    axe(page)
    shoot(page, f"home-officer-{width}")
    for path in ("/account/password/change/", "/account/mfa/", "/account/password/reset/", "/account/logout/"):
        page.goto(path)
        axe(page)
    shoot(page, f"logout-{width}")
    page.goto("/account/mfa/app/activate/")
    axe(page)
    page.locator("[name=password]").fill("mat-khau-rat-dai")
    page.get_by_role("main").get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url("**/activate/")
    axe(page)
    shoot(page, f"mfa-{width}")
