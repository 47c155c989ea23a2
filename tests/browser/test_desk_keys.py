"""The review page by keys only: agree, half, zero, justification, files, criteria, and the list of keys [S2, S8]."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.browser.test_desk import opened
from tests.factories.evidence import EvidenceItemFactory

pytestmark = pytest.mark.django_db(transaction=True)


def saved(page):
    expect(page.locator("#save-state.is-saved")).to_be_visible()


def given(review, criterion):
    return review.scores.values_list("points", "comment").get(criterion__code=criterion)


def test_one_key_agrees_and_goes_to_the_next_open_criterion_that_the_filter_shows(page_for):
    page, review = opened(page_for)
    review.scores.filter(criterion__code="I.2").update(points=14)
    page.goto(page.url.replace("/I.1/", "/?show=open"))
    expect(page.locator("#criterion")).to_have_attribute("data-code", "I.1")

    page.keyboard.press("a")
    expect(page.locator("#criterion")).to_have_attribute("data-code", "II.1")
    assert "?show=open" in page.url
    expect(page.locator("#verdict")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator("#criterion")).to_have_attribute("data-code", "II.2")
    page.keyboard.press("p")
    expect(page.locator("#criterion")).to_have_attribute("data-code", "II.1")  # I.2 is not in the list
    expect(page.locator("#row-I-1.mark-done")).to_be_visible()
    assert given(review, "I.1") == (Decimal(10), "")
    assert given(review, "II.1") == (None, "")


def test_a_link_waits_for_the_verdict_that_a_key_has_just_given(page_for):
    """The summary is opened while the verdict is still being sent: it shows the verdict."""
    page, review = opened(page_for)
    held, released = [], []
    page.route("**/I.1/score/", lambda route: route.continue_() if released else held.append(route))
    page.keyboard.press("a")
    expect(page.locator("#criterion")).to_have_attribute("data-code", "I.2")
    page.locator(".progress-header-head a", has_text="Tổng hợp").click()
    assert given(review, "I.1") == (None, "")
    assert "/summary/" not in page.url

    released.append(True)
    for route in held:
        route.continue_()
    page.wait_for_url("**/summary/")
    assert given(review, "I.1") == (Decimal(10), "")
    expect(page.locator("main")).to_contain_text("1/8")


def test_a_key_right_after_a_criterion_has_come_leads_on_without_a_new_page(page_for):
    """A key pressed before htmx has settled the swapped content must not follow the link as a plain one."""
    page, _review = opened(page_for)
    page.evaluate("""() => {
        window.isSamePage = true;
        const press = () => document.body.dispatchEvent(
            new KeyboardEvent("keydown", { key: "n", code: "KeyN", bubbles: true }));
        document.addEventListener("htmx:afterSwap", () => queueMicrotask(press), { once: true });
    }""")

    page.keyboard.press("n")
    expect(page.locator("#criterion")).to_have_attribute("data-code", "II.1")
    assert page.evaluate("window.isSamePage === true")


def test_digits_letters_and_escape_score_a_whole_criterion(page_for):
    page, review = opened(page_for)

    page.keyboard.press("n")
    expect(page.locator("#criterion")).to_have_attribute("data-code", "I.2")
    page.keyboard.press("3")
    expect(page.locator("#id_points")).to_have_value("7")
    page.keyboard.press("Shift+Digit1")
    phrase = page.locator("#id_explanation").input_value()
    assert phrase == "Minh chứng mới thể hiện một phần nội dung."
    page.keyboard.press("c")
    expect(page.locator("#id_explanation")).to_be_focused()
    with page.expect_response(lambda answer: "here" in (answer.request.post_data or "")):
        page.keyboard.type(" a half: z, n, 1 are text here")
    saved(page)
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    expect(page.locator("#id_points")).to_be_focused()
    page.keyboard.type("3")
    page.keyboard.press("Escape")
    page.keyboard.press("y")
    expect(page.locator("[data-asking]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#row-I-2")).to_contain_text("3/14")

    assert given(review, "I.2") == (Decimal(3), f"{phrase} a half: z, n, 1 are text here")
    page.keyboard.press("p")
    expect(page.locator("#criterion")).to_have_attribute("data-code", "I.1")
    assert page.console_errors == []


def test_at_an_office_laptop_verdict_points_and_evidence_are_on_the_first_screen(page_for):
    page, review = opened(page_for, width=1366, height=650)
    EvidenceItemFactory(score=review.assessment.scores.get(criterion__code="I.1"), file__name="mot.pdf", position=0)
    page.reload()

    for part in (".agree", "#id_points", "#id_explanation", "#save-state", "[data-step=after]", "#row-I-1"):
        box = page.locator(part).bounding_box()
        assert 0 <= box["y"] <= 650 - box["height"], part
    stage = page.locator("#viewer-stage").bounding_box()
    assert stage["height"] >= 180
    assert stage["y"] + stage["height"] <= 650
    assert page.evaluate("document.documentElement.scrollHeight") <= 650


def test_a_phrase_is_the_justification_of_no_points(page_for, shoot):
    page, review = opened(page_for)

    page.keyboard.press("z")
    page.locator(".phrase", has_text="Chưa có minh chứng về kết quả thực hiện.").click()
    expect(page.locator("#row-I-1")).to_contain_text("0/10")
    shoot(page, "desk-phrases")

    assert given(review, "I.1") == (Decimal(0), "Chưa có minh chứng về kết quả thực hiện.")


def test_the_next_file_comes_by_key(page_for):
    page, review = opened(page_for)
    score = review.assessment.scores.get(criterion__code="I.1")
    names = [
        EvidenceItemFactory(score=score, file__name=name, position=place).file.name
        for place, name in enumerate(("mot.pdf", "hai.pdf"))
    ]
    page.reload()

    page.keyboard.press("f")
    expect(page.locator(".viewer-files [aria-current]")).to_have_text(names[1])
    page.keyboard.press("f")
    expect(page.locator(".viewer-files [aria-current]")).to_have_text(names[0])


def test_the_sheet_lists_the_keys_and_letters_can_be_switched_off(page_for, axe, shoot):
    page, review = opened(page_for)

    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_be_visible()
    shoot(page, "desk-keys")
    axe(page)
    page.locator("#keys-letters").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.keyboard.press("1")
    page.keyboard.press("Alt+Enter")
    expect(page.locator("#row-I-1.mark-done")).to_be_visible()
    page.keyboard.press("n")

    expect(page.locator("#criterion")).to_have_attribute("data-code", "I.2")
    assert review.scores.exclude(points=None).count() == 1
