"""The frame's script on every page, in a real browser."""

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from tests.browser.layout import sticking_out
from tests.factories.accounts import UserFactory, administrator, officer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_signing_in_people_and_messages_look_right(width, scheme, page_for, axe, shoot):
    admin = administrator(full_name="Quản Trị Thử Nghiệm")
    UserFactory(membership=Role.OFFICER, full_name="Ủy viên Có Một Cái Tên Rất Dài Để Thử Nghiệm")
    for name, person, path in (
        ("sign-in", None, "/account/login/"),
        ("people", admin, "/accounts/people/"),
        ("person", admin, f"/accounts/people/{admin.pk}/"),
        ("inbox", admin, "/messages/"),
    ):
        page = page_for(person, width=width, color_scheme=scheme)
        page.goto(path)
        axe(page)
        shoot(page, f"{name}-{width}-{scheme}")
        assert sticking_out(page) == [], path
        assert page.console_errors == []


def test_a_destructive_action_asks_first_and_no_means_no(page_for):
    admin, other = administrator(), officer()
    page = page_for(admin)
    page.goto(f"/accounts/people/{other.pk}/")
    disable = page.get_by_role("button", name="Khóa tài khoản")
    disable.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.locator("button[value=no]").click()
    expect(dialog).to_be_hidden()
    other.refresh_from_db()
    assert other.is_active
    disable.click()
    dialog.locator("button[value=yes]").click()
    expect(page.locator(".note-good")).to_be_visible()
    other.refresh_from_db()
    assert not other.is_active


def test_an_ended_session_never_puts_the_sign_in_page_into_a_piece(page_for):
    page = page_for(officer())
    page.goto("/")
    page.context.clear_cookies()
    page.evaluate("htmx.ajax('GET', '/messages/', {target: '#main', swap: 'innerHTML'})")
    notice = page.locator("#notice")
    expect(notice).to_be_visible()
    assert notice.locator("a").get_attribute("target") == "_blank"
    assert page.locator("#main h1").inner_text() == "Việc đang chờ đồng chí"
    assert page.locator("input[type=password]").count() == 0


def test_what_a_form_refuses_is_said_in_the_pages_language_and_brought_into_view(page_for):
    page = page_for(administrator())
    page.goto("/webhooks/")
    page.get_by_role("button", name="Đăng ký").click()
    name = page.locator("main form [required]").first
    assert name.evaluate("field => field.validationMessage") == "Hãy điền vào ô này."
    name.press_sequentially("a")
    assert not name.evaluate("field => field.validity.customError")

    page.locator("main form").first.evaluate("form => { form.reset(); form.noValidate = true; }")
    with page.expect_navigation():
        page.get_by_role("button", name="Đăng ký").click()
    expect(name).to_be_focused()


def test_a_lost_line_is_said(page_for):
    page = page_for(officer())
    page.goto("/")
    page.context.set_offline(True)
    page.evaluate("htmx.ajax('GET', '/messages/', {target: '#main', swap: 'innerHTML'}).catch(() => {})")
    expect(page.locator("#notice")).to_be_visible()
