"""A page belongs to its opener: nothing is saved as another person, nothing is visible after signing out."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from scoring.models import SelfScore
from tests.browser.test_self_assessment import address
from tests.factories.accounts import UserFactory, administrator, editor_of, head_of
from tests.factories.communes import RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(page, person, live_server):
    """Somebody else signs in, in another tab of the same browser."""
    client = Client()
    client.force_login(person)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])


def test_what_one_person_types_is_never_saved_as_another_and_waits_for_them(page_for, live_server, at):
    at(2026, 11, 22)
    desk = SelfAssessmentFactory(registration=RegistrationFactory(accepted=True))
    commune = desk.registration.commune
    opener, other = editor_of(commune, full_name="Người Mở"), head_of(commune, full_name="Người Khác")
    page = page_for(opener)
    page.goto(address(desk))
    sign_in(page, other, live_server)

    page.locator("#id_points").fill("8")

    expect(page.locator("#notice")).to_contain_text("Người Mở")
    expect(page.locator("#save-state.is-bad")).to_be_visible()
    assert SelfScore.objects.get(assessment=desk, criterion__code="I.2").points is None
    sign_in(page, opener, live_server)
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#save-state.is-saved")).to_be_visible()
    expect(page.locator("#id_points")).to_have_value("8")
    assert SelfScore.objects.get(assessment=desk, criterion__code="I.2").points == 8


def test_back_after_signing_out_shows_nothing(page_for):
    page = page_for(administrator())
    page.goto(reverse("accounts:people"))
    page.goto(reverse("accounts:profile"))
    page.locator("details.person summary").click()
    page.locator("details.person form button").click()
    expect(page).to_have_url(re.compile("/account/login/"))

    for _ in range(2):
        page.go_back()
        expect(page).to_have_url(re.compile("/account/login/"))
    assert page.locator("details.person").count() == 0


def test_a_second_click_on_a_slow_line_does_it_once(page_for):
    """The page's own protection is removed: the portal itself detects the second click."""
    page, target = page_for(administrator()), UserFactory()
    page.goto(reverse("accounts:person", args=[target.pk]))
    page.locator("#id_full_name").fill("Trần Thị Bưởi")
    form = page.locator(f'form[action="{reverse("accounts:rename", args=[target.pk])}"]')

    form.evaluate(
        "form => { HTMLFormElement.prototype.submit.call(form); HTMLFormElement.prototype.submit.call(form); }"
    )

    expect(page.locator(".note-good")).to_have_count(1)
    assert User.objects.get(pk=target.pk).full_name == "Trần Thị Bưởi"


def test_a_button_that_sends_is_switched_off_meanwhile(page_for):
    page, target = page_for(administrator()), UserFactory()
    page.goto(reverse("accounts:person", args=[target.pk]))
    page.route("**/rename/", lambda route: route.fulfill(status=204))
    button = page.locator(f'form[action="{reverse("accounts:rename", args=[target.pk])}"] button')

    button.click()

    expect(button).to_be_disabled()


def test_a_sign_in_page_left_open_still_signs_in(page_for):
    person = UserFactory()
    page = page_for()
    page.goto("/account/login/")
    page.context.clear_cookies(name="csrftoken")
    other = page.context.new_page()
    other.goto("/account/login/")
    other.close()

    page.locator("#id_login").fill(person.email)
    page.locator("#id_password").fill("mat-khau-rat-dai")
    page.locator("main form button").click()

    expect(page.locator("details.person")).to_be_visible()


def test_a_form_with_a_file_stays_on_its_page_while_nobody_is_signed_in_and_is_sent_after(page_for, live_server):
    person = administrator()
    page = page_for(person)
    page.goto(reverse("accounts:import"))
    chooser, button = page.locator("main input[type=file]"), page.locator("main form button")
    chooser.set_input_files({"name": "nguoi.xlsx", "mimeType": "application/octet-stream", "buffer": b"x"})
    page.context.clear_cookies(name="sessionid")

    button.click()
    expect(page.locator("#notice")).to_contain_text("tệp đã chọn vẫn còn trên trang này")
    assert chooser.evaluate("field => field.files[0].name") == "nguoi.xlsx"

    sign_in(page, person, live_server)
    button.click()
    # The file has come: it is no workbook.
    expect(page.locator("main .invalid-feedback, main .field-error").first).to_be_visible()
