"""Typing with an input method (Telex, VNI): while a word is composed, its keys trigger nothing on the page."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_desk import opened
from tests.factories.accounts import administrator
from tests.factories.scoring import RubricFactory, draft_of

pytestmark = pytest.mark.django_db(transaction=True)

CODES = {"Escape": 27, "Enter": 13, "ArrowDown": 40, "a": 65, "z": 90, "n": 78}


class InputMethod:
    """The keyboard of somebody whose input method composes words."""

    def __init__(self, page):
        self._cdp = page.context.new_cdp_session(page)

    def press(self, key, *, taken=False, modifiers=0):
        """Press a key; one that the method has `taken` has the key code 229."""
        event = {"key": key, "windowsVirtualKeyCode": 229 if taken else CODES[key], "modifiers": modifiers}
        self._cdp.send("Input.dispatchKeyEvent", {"type": "rawKeyDown"} | event)
        self._cdp.send("Input.dispatchKeyEvent", {"type": "keyUp"} | event)

    def compose(self, text):
        self._cdp.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        )

    def commit(self, text):
        self._cdp.send("Input.insertText", {"text": text})


def test_no_key_of_the_desk_acts_on_a_word_in_the_making(page_for):
    page, review = opened(page_for)
    method = InputMethod(page)
    for key in ("z", "a", "n"):
        method.press(key, taken=True)
    method.press("ArrowDown", taken=True, modifiers=1)
    method.press("Enter", taken=True, modifiers=1)

    page.locator("#id_explanation").focus()
    method.compose("chưa đu")
    method.press("Escape")
    method.commit("chưa đủ")

    expect(page.locator("#id_explanation")).to_be_focused()
    expect(page.locator("#id_explanation")).to_have_value("chưa đủ")
    expect(page.locator("#criterion")).to_have_attribute("data-code", "I.1")
    expect(page.locator("#id_points")).to_have_value("")
    page.keyboard.press("Escape")
    expect(page.locator("#verdict")).to_be_focused()
    assert review.scores.exclude(points=None).count() == 0


def test_enter_ends_a_word_in_the_editor_of_points_and_does_not_step_on(page_for):
    draft = draft_of(RubricFactory())
    page = page_for(administrator())
    page.goto(f"/scoring/rubrics/{draft.code}/points/")
    method, first = InputMethod(page), page.locator('[name="p-I.1"]')

    first.focus()
    first.select_text()
    method.compose("9")
    method.press("Enter")
    method.press("ArrowDown")
    method.commit("9")
    method.press("Enter", taken=True)

    expect(first).to_be_focused()
    expect(first).to_have_value("9")
    page.keyboard.press("Enter")
    expect(page.locator('[name="p-I.2"]')).to_be_focused()


def test_an_open_menu_stays_while_a_word_is_composed(page_for):
    page, _review = opened(page_for)
    page.locator("details.person > summary").click()
    method = InputMethod(page)
    method.press("Escape", taken=True)
    expect(page.locator("details.person")).to_have_attribute("open", "")
    method.press("Escape")
    expect(page.locator("details.person")).not_to_have_attribute("open", "")
