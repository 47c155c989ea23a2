"""The table of scores as a spreadsheet: keys move from cell to cell, every line saves automatically."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from scoring.models import SelfScore
from tests.browser.layout import sticking_out
from tests.factories.accounts import editor_of
from tests.factories.communes import RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def work(at):
    at(2026, 11, 22)
    return SelfAssessmentFactory(registration=RegistrationFactory(accepted=True), scores={"I.1": "10"})


def address(work):
    return f"/evidence/{work.registration.cycle.year}/{work.registration.commune.code}/self-assessment/table/"


def cell(page, criterion, kind="points"):
    return page.locator(f"#line-{criterion.replace('.', '-')} .{kind}-cell")


def stored(work, criterion):
    return SelfScore.objects.values_list("points", "explanation").get(assessment=work, criterion__code=criterion)


def test_keys_fill_the_table_and_every_line_saves_itself(work, page_for, axe):
    page = page_for(editor_of(work.registration.commune))
    page.goto(address(work))
    cell(page, "I.1").focus()

    page.keyboard.press("Enter")
    expect(cell(page, "I.2")).to_be_focused()
    page.keyboard.type("7,5")
    page.keyboard.press("Enter")
    expect(cell(page, "II.1")).to_be_focused()
    page.keyboard.type("21")
    page.keyboard.press("Tab")
    expect(cell(page, "II.1", "words")).to_be_focused()
    expect(page.locator("#answer-II-1")).to_contain_text("20")  # the same refusal as on the page of the criterion
    page.keyboard.type("Đã làm")
    page.keyboard.press("ArrowUp")  # the caret is at the end: the text's own key
    expect(cell(page, "II.1", "words")).to_be_focused()
    page.keyboard.press("Shift+Enter")
    expect(cell(page, "I.2", "words")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(cell(page, "I.2")).to_be_focused()
    page.keyboard.type("8")  # typing replaces
    page.keyboard.press("ArrowDown")
    page.keyboard.type("5")
    page.keyboard.press("ArrowDown")

    expect(page.locator("#save-state.is-saved")).to_be_visible()
    until(lambda: stored(work, "II.1") == (Decimal(5), "Đã làm"), failing="II.1 is not stored")
    assert stored(work, "I.2")[0] == Decimal(8)
    expect(page.locator("[data-sum=row-I]")).to_have_text("18/24")
    expect(page.locator("#progress-header")).to_contain_text("23,00")
    expect(page.locator("#answer-II-1")).to_be_empty()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft/'))") == []
    axe(page)
    assert page.console_errors == []


def test_a_line_changed_elsewhere_waits_for_a_choice_and_a_lost_connection_loses_nothing(work, page_for):
    page = page_for(editor_of(work.registration.commune), width=390)
    page.goto(address(work))
    assert sticking_out(page) == []
    work.scores.filter(criterion__code="I.2").update(points=5, version=7)
    page.context.set_offline(True)
    cell(page, "II.1").fill("4")
    expect(page.locator("#save-state.is-bad")).to_be_visible()
    cell(page, "I.2").fill("6")
    page.context.set_offline(False)

    page.locator("#answer-I-2 [data-keep=mine]").click()
    until(lambda: stored(work, "I.2")[0] == Decimal(6), failing="one's own value is not stored")
    until(lambda: stored(work, "II.1")[0] == Decimal(4), failing="what was typed offline is not stored")
