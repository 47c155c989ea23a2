"""The desk by keys alone: agree, half, zero, ground, files, criteria, and the sheet that tells them [S2, S8]."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.browser.test_desk import opened
from tests.factories.evidence import EvidenceItemFactory

pytestmark = pytest.mark.django_db(transaction=True)


def saved(page):
    expect(page.locator("#save-state.is-saved")).to_be_visible()


def given(review, leaf):
    return review.scores.values_list("points", "comment").get(criterion__code=leaf)


def test_letters_score_a_whole_leaf_and_move_on(page_for, axe):
    page, review = opened(page_for)

    page.keyboard.press("a")
    saved(page)
    assert given(review, "I.1") == (Decimal(10), "")

    page.keyboard.press("n")
    expect(page.locator("#criterion")).to_have_attribute("data-code", "I.2")
    page.keyboard.press("h")
    expect(page.locator("#id_points")).to_have_value("7")
    page.keyboard.press("c")
    expect(page.locator("#id_explanation")).to_be_focused()
    with page.expect_response(lambda answer: "here" in (answer.request.post_data or "")):
        page.keyboard.type("a half: z, n, p are letters here")
    saved(page)
    page.keyboard.press("Escape")
    expect(page.locator("#id_points")).to_be_focused()

    expect(page.locator("#row-I-2")).to_contain_text("7/14")
    assert given(review, "I.2") == (Decimal(7), "a half: z, n, p are letters here")
    page.keyboard.press("p")
    expect(page.locator("#criterion")).to_have_attribute("data-code", "I.1")
    assert page.console_errors == []


def test_a_phrase_is_the_ground_of_no_points(page_for, shoot):
    page, review = opened(page_for)

    page.keyboard.press("z")
    page.get_by_role("button", name="Chưa có minh chứng về kết quả thực hiện.").click()
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


def test_the_sheet_tells_the_keys_and_letters_can_be_switched_off(page_for, axe, shoot):
    page, review = opened(page_for)

    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_be_visible()
    shoot(page, "desk-keys")
    axe(page)
    page.locator("#keys-letters").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.keyboard.press("Alt+Enter")
    saved(page)
    page.reload()
    page.keyboard.press("n")

    expect(page.locator("#criterion")).to_have_attribute("data-code", "I.1")
    assert review.scores.exclude(points=None).count() == 1
