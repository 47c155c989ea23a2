"""The commune's self-assessment in a real browser: it saves automatically, and nothing typed is ever lost [R2, S1]."""

import re
from decimal import Decimal

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from audit.models import Entry
from scoring.models import SelfScore
from tests.browser.layout import sticking_out
from tests.factories.accounts import editor_of
from tests.factories.communes import RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
# By the page's own clock, which the test moves: beyond the pause before saving.
LONGER_THAN_ANY_TIMER = 2_000
MARK_ROW = "() => { document.querySelector('#row-I-2').dataset.before = '' }"


@pytest.fixture
def desk(at):
    at(2026, 11, 22)
    return SelfAssessmentFactory(registration=RegistrationFactory(accepted=True), scores={"I.1": "10"})


@pytest.fixture
def editor(desk):
    return editor_of(desk.registration.commune, full_name="Công chức một")


def address(desk, criterion="I.2"):
    return f"/evidence/{desk.registration.cycle.year}/{desk.registration.commune.code}/self-assessment/{criterion}/"


def stored(desk, criterion="I.2"):
    return SelfScore.objects.values_list("points", "explanation").get(assessment=desk, criterion__code=criterion)


def saved(page):
    expect(page.locator("#save-state.is-saved")).to_be_visible()


def comes_to_hold(desk, expected):
    """Typing in two fields may be saved in one request or in two; what counts is what is stored in the end."""
    until(lambda: stored(desk) == expected, failing=f"not stored: {expected}")


def unsaved(page):
    expect(page.locator("#save-state.is-bad")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_typing_saves_itself_and_the_strip_follows(desk, editor, page_for, axe, shoot, width):
    page = page_for(editor, width=width)
    page.goto(address(desk))
    axe(page)

    page.locator("#id_points").fill("7,5")
    page.locator("#id_explanation").fill("Đã niêm yết công khai.")
    saved(page)

    comes_to_hold(desk, (Decimal("7.50"), "Đã niêm yết công khai."))
    expect(page.locator("#progress-header")).to_contain_text("17,50")
    expect(page.locator("#row-I-2")).to_contain_text("7,5/14")
    expect(page.locator("#row-I-2")).to_have_attribute("aria-current", "true")
    shoot(page, f"self-assessment-{width}")
    axe(page)
    assert sticking_out(page) == []
    if width == 390:
        _a_filter_keeps_the_list_open(page)
    assert page.console_errors == []


def test_at_400_percent_the_fields_stay_inside_their_sheet(desk, editor, page_for):
    page = page_for(editor, width=320, height=256)
    page.goto(address(desk))

    sheet = page.locator("#criterion").bounding_box()
    for field in ("#id_explanation", ".quota"):
        box = page.locator(field).first.bounding_box()
        assert box["x"] + box["width"] < sheet["x"] + sheet["width"], field


def _a_filter_keeps_the_list_open(page):
    """On a phone the list lies over the page, which a filter loads again."""
    page.locator("[data-tree-open]").click()
    with page.expect_navigation():
        page.locator(".tree-filter [data-counts=points]").click()
    expect(page.locator("#tree-body")).to_be_in_viewport()
    page.locator("[data-tree-close]").click()
    expect(page.locator("#tree-body")).to_be_hidden()


def test_a_quick_choice_and_the_keys_lead_through_the_criteria(desk, editor, page_for):
    page = page_for(editor)
    page.goto(address(desk))

    page.locator(".quick-choice").last.click()
    saved(page)
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#criterion")).to_have_attribute("data-code", "II.1")
    expect(page.locator("#id_points")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#id_points")).to_have_value("14")

    assert stored(desk)[0] == 14


def test_what_is_typed_without_a_line_is_sent_when_it_returns(desk, editor, page_for, shoot):
    page = page_for(editor)
    page.goto(address(desk))
    page.context.set_offline(True)

    page.locator("#id_points").fill("3")
    page.locator("#id_explanation").fill("Gõ khi mất mạng")
    unsaved(page)
    shoot(page, "self-assessment-offline")
    assert stored(desk) == (None, "")
    page.context.set_offline(False)
    saved(page)

    assert stored(desk) == (Decimal("3.00"), "Gõ khi mất mạng")
    assert Entry.objects.filter(verb="scoring.enter_score").count() == 1


@pytest.mark.parametrize("reopened", ["I.2", "II.1"])
def test_a_closed_tab_is_caught_up_on_whatever_criterion_is_opened_next(desk, editor, page_for, reopened):
    page = page_for(editor)
    page.goto(address(desk))
    page.context.set_offline(True)
    page.locator("#id_points").fill("2")
    unsaved(page)
    page.close()
    page.context.set_offline(False)

    page = page.context.new_page()
    page.goto(address(desk, reopened))
    expect(page.locator("#row-I-2")).to_contain_text("2/14")

    assert stored(desk)[0] == 2
    expect(page.locator("#progress-header")).to_contain_text("12,00")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft/'))") == []


def test_an_answer_that_arrives_late_takes_nothing_back_that_a_newer_one_showed(desk, editor, page_for):
    """The save of I.2 is answered after that of II.1, which was made later: header and sums stay those of II.1."""
    page, late = page_for(editor), []
    page.route("**/I.2/score/", lambda route: late.append((route, route.fetch())))
    page.goto(address(desk))
    page.locator("#id_points").fill("7")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#criterion")).to_have_attribute("data-code", "II.1")
    until(lambda: stored(desk)[0] == 7, failing="I.2 not stored")
    page.locator("#id_points").fill("5")
    expect(page.locator("#progress-header")).to_contain_text("22,00")

    with page.expect_response("**/I.2/score/"):
        for route, answer in late:
            route.fulfill(response=answer)
    expect(page.locator("#row-I-2")).to_contain_text("7/14")
    expect(page.locator("#progress-header")).to_contain_text("22,00")


def test_of_two_editors_the_second_sees_both_and_chooses(desk, editor, page_for, axe, shoot):
    first = page_for(editor)
    second = page_for(editor_of(desk.registration.commune, full_name="Công chức hai"))
    for page in (first, second):
        page.goto(address(desk))
    first.locator("#id_points").fill("5")
    saved(first)

    second.locator("#id_points").fill("6")
    expect(second.locator(".conflict")).to_contain_text("Công chức một")
    assert stored(desk)[0] == 5
    shoot(second, "self-assessment-conflict")
    axe(second)
    second.locator("[data-keep=mine]").click()
    saved(second)

    assert stored(desk)[0] == 6
    first.locator("#id_points").fill("4")
    expect(first.locator(".conflict")).to_be_visible()
    first.locator("[data-keep=theirs]").click()
    expect(first.locator("#id_points")).to_have_value("6")
    assert stored(desk)[0] == 6


def test_choosing_ones_own_value_slowly_sends_nothing_in_between(desk, editor, page_for):
    page, sent = page_for(editor), []
    page.clock.install()
    page.goto(address(desk))
    desk.scores.filter(criterion__code="I.2").update(points=5, version=7)

    page.locator("#id_points").fill("6")
    page.locator("[data-keep=mine]").hover()
    page.on("request", lambda request: sent.append(request.url))
    page.mouse.down()
    page.clock.run_for(LONGER_THAN_ANY_TIMER)
    assert sent == []
    page.mouse.up()
    saved(page)

    assert stored(desk)[0] == 6


def test_a_late_answer_says_nothing_about_the_next_criterion(desk, editor, page_for):
    page, held = page_for(editor), []
    page.goto(address(desk))
    page.route("**/I.2/score/", lambda route: route.continue_() if held else held.append(route))
    page.locator("#id_points").fill("7")
    expect(page.locator("#save-state")).to_have_text("Đang lưu…")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#row-I-2")).to_contain_text("7/14")
    page.evaluate(MARK_ROW)

    with page.expect_response("**/I.2/score/") as answer:
        held[0].continue_()

    answer.value.finished()
    expect(page.locator("#row-I-2[data-before]")).to_have_count(0)  # the answer has put its own row there
    expect(page.locator("#criterion")).to_have_attribute("data-code", "II.1")
    expect(page.locator("#save-state")).to_have_text("Mọi thay đổi được tự động lưu.")
    assert stored(desk)[0] == 7


def test_an_ended_session_keeps_the_typed_words_until_the_next_sign_in(desk, editor, page_for, live_server):
    page = page_for(editor)
    page.goto(address(desk))
    Session.objects.all().delete()

    page.locator("#id_points").fill("8")
    unsaved(page)
    assert stored(desk)[0] is None
    client = Client()
    client.force_login(editor)
    token = "b" * 32
    page.context.add_cookies(
        [
            {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url},
            {"name": "csrftoken", "value": token, "url": live_server.url},
        ]
    )
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    saved(page)

    assert stored(desk)[0] == 8


def test_a_refused_value_stays_typed_and_the_stored_one_stays_stored(desk, editor, page_for, shoot):
    page = page_for(editor)
    page.goto(address(desk, "I.1"))

    page.locator("#id_points").fill("11")
    expect(page.locator("#save-answer [role=alert]")).to_contain_text("10")

    assert (page.locator("#id_points").input_value(), stored(desk, "I.1")[0]) == ("11", 10)
    expect(page.locator("#row-I-1")).to_have_class(re.compile("is-unsaved"))
    shoot(page, "self-assessment-refused")
    page.locator("#id_points").fill("9")
    saved(page)
    assert stored(desk, "I.1")[0] == 9


BLOCKED = """for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, {get() { throw new DOMException("blocked", "SecurityError") }})"""


def test_a_browser_that_blocks_its_storage_saves_all_the_same(desk, editor, page_for):
    page = page_for(editor)
    page.add_init_script(BLOCKED)
    page.goto(address(desk))

    page.locator("#id_points").fill("7")
    saved(page)

    assert stored(desk)[0] == 7
    assert page.console_errors == []


def test_without_scripts_the_page_saves_by_its_button(desk, editor, page_for):
    page = page_for(editor, java_script_enabled=False)
    page.goto(address(desk))
    page.locator("#id_points").fill("1,5")
    page.locator("noscript button, .score-form > button").first.click()

    assert stored(desk)[0] == Decimal("1.50")
