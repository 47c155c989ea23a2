"""The review page in a real browser: agree, differ with a justification, and move on by key [S8]."""

import pytest
from playwright.sync_api import expect

from tests.browser.layout import sticking_out
from tests.factories.accounts import appraiser
from tests.factories.appraisal import AppraisalTeamFactory, ReviewFactory, TeamMemberFactory
from tests.factories.communes import CycleFactory
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


def opened(page_for, width=1440, **options):
    cycle = CycleFactory(year=2026)
    person = appraiser()
    member = TeamMemberFactory(team=AppraisalTeamFactory(cycle=cycle), person=person)
    review = ReviewFactory(assessment__registration__cycle=cycle, appraiser=member)
    page = page_for(person, width=width, **options)
    page.goto(f"/appraisal/2026/{review.assessment.registration.commune.code}/review/I.1/")
    return page, review


def test_agree_by_key_go_on_differ_with_a_justification(page_for, axe, shoot):
    page, review = opened(page_for)
    page.keyboard.press("Alt+Enter")
    criterion = page.locator("#criterion:not([data-code='I.1'])")
    expect(criterion).to_be_visible()
    page.locator("#id_points").fill("0")
    expect(page.locator("#save-answer .field-error")).to_be_visible()
    expect(page.locator("[aria-invalid=true]")).to_have_id("id_explanation")
    page.locator("#id_explanation").fill("Minh chứng chưa đủ.")
    expect(page.locator("#save-state.is-saved")).to_be_visible()
    expect(page.locator("[aria-invalid=true]")).to_have_count(0)
    expect(page.locator(".row-differs")).to_have_count(1)
    shoot(page, "desk-1440")
    axe(page)
    assert page.console_errors == []
    assert review.scores.exclude(points=None).count() == 2


def test_on_a_phone_the_desk_is_one_column_without_sideways_scrolling(page_for, axe, shoot):
    page, _review = opened(page_for, width=390)
    expect(page.locator(".agree")).to_be_visible()
    shoot(page, "desk-390")
    assert sticking_out(page) == []
    axe(page)


def test_what_is_clicked_before_the_page_has_settled_reaches_the_criterion_that_is_seen(page_for):
    page, review = opened(page_for)
    expect(page.locator("#criterion")).to_have_attribute("data-code", "I.1")

    # A fast user agrees at the very moment at which the next criterion has been swapped in.
    page.evaluate(
        """document.addEventListener("htmx:afterSwap", (event) => {
          if (event.detail.target?.id === "criterion") document.querySelector(".agree").click();
        }, { once: true })"""
    )
    page.keyboard.press("n")
    expect(page.locator("#criterion")).to_have_attribute("data-code", "I.1")  # it went on to what is open
    expect(page.locator("#row-I-2.mark-done")).to_be_visible()

    stored = review.scores.exclude(points=None).values_list("criterion__code", "points")
    assert list(stored) == [("I.2", review.scores.get(criterion__code="I.2").max_points)]
    until(lambda: page.evaluate("!Object.keys(localStorage).some(key => key.startsWith('draft/'))"))


def test_what_is_typed_before_the_scripts_have_loaded_is_saved(page_for):
    page, review = opened(page_for)
    held, is_open = [], []
    page.route("**/js/drafts*.js", lambda route: route.continue_() if is_open else held.append(route))
    page.goto(page.url, wait_until="commit")
    page.locator("#id_explanation").fill("Minh chứng mới thể hiện một phần.")
    page.locator("#id_points").fill("6")

    is_open.append(True)
    for route in held:
        route.continue_()

    expect(page.locator("#save-state.is-saved")).to_be_visible()
    assert review.scores.get(criterion__code="I.1").points == 6
