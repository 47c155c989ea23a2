"""Claiming that a content does not apply, and judging the claim, in a real browser [S9]."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from audit.models import Entry
from scoring.models import SelfScore
from tests.browser.layout import sticking_out
from tests.factories.accounts import appraiser, editor_of
from tests.factories.appraisal import ReviewFactory, TeamMemberFactory
from tests.factories.communes import RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory, conditional_table
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)

LONGER_THAN_THE_PAUSE = 1200  # milliseconds: a form that saves itself would have done so
REASON = "Trong năm không có dự án thu hồi đất."


def saved(page):
    expect(page.locator("#save-state.is-saved")).to_be_visible()


def comes_to_hold(score, expected):
    """What is stored in the end counts, in however many saves it arrived."""
    kept = SelfScore.objects.filter(pk=score.pk).values_list("points", "explanation", "not_applicable")
    until(lambda: kept.get() == expected, failing=f"not stored: {expected}")


@pytest.mark.parametrize("width", [1440, 390])
def test_a_claim_asks_for_its_reason_and_can_be_taken_back(at, page_for, axe, shoot, width):
    at(2026, 11, 22)
    work = SelfAssessmentFactory(
        registration=RegistrationFactory(accepted=True), rubric=conditional_table(), scores={"I.1": "10"}
    )
    score = work.scores.get(criterion__code="II.2")
    page = page_for(editor_of(work.registration.commune), width=width)
    page.clock.install()
    page.goto(f"/evidence/2026/{work.registration.commune.code}/self-assessment/II.2/")

    page.locator("#id_not_applicable").check()
    expect(page.locator("#id_explanation")).to_be_focused()
    expect(page.locator("#id_points")).to_be_disabled()
    page.keyboard.type(REASON[:10])
    page.clock.run_for(LONGER_THAN_THE_PAUSE)
    page.keyboard.type(REASON[10:])
    page.keyboard.press("Tab")
    saved(page)
    comes_to_hold(score, (Decimal(4), REASON, True))
    expect(page.locator("#progress-header")).to_contain_text("14,00")
    expect(page.locator("#progress-header")).to_contain_text("tính đủ 4,00 điểm")
    expect(page.locator("#row-II-2")).to_contain_text("Không áp dụng")
    shoot(page, f"claim-{width}")
    axe(page)

    # The trail quotes the reason as it was meant, not as far as it had been typed.
    assert [line.facts["reason"] for line in Entry.objects.filter(verb="scoring.claim_exception")] == [REASON]

    page.locator("#id_not_applicable").uncheck()
    page.locator("#id_points").fill("1")
    comes_to_hold(score, (Decimal(1), REASON, False))
    expect(page.locator("#progress-header")).to_contain_text("11,00")
    assert sticking_out(page) == []
    assert page.console_errors == []


def test_the_appraiser_agrees_by_key_or_rejects_with_a_justification(at, page_for, axe, shoot):
    at(2026, 12, 5)
    work = SelfAssessmentFactory(
        registration=RegistrationFactory(accepted=True), rubric=conditional_table(), scores="full", submitted=True
    )
    work.scores.filter(criterion__code="II.2").update(not_applicable=True, explanation=REASON)
    person = appraiser()
    member = TeamMemberFactory(team__cycle=work.registration.cycle, person=person)
    review = ReviewFactory(assessment=work, appraiser=member)
    verdict = review.scores.filter(criterion__code="II.2")
    verdict.update(claimed=True)
    page = page_for(person)
    page.goto(f"/appraisal/2026/{work.registration.commune.code}/review/II.2/")
    expect(page.locator(".own")).to_contain_text(REASON)

    page.keyboard.press("Alt+Enter")
    expect(page.locator("#row-II-2.mark-done")).to_be_visible()
    assert verdict.values_list("points", "not_applicable").get() == (Decimal(4), True)
    page.locator("#row-II-2").click()
    expect(page.locator("#id_not_applicable")).to_be_checked()
    shoot(page, "claim-desk")
    axe(page)

    page.locator("#id_not_applicable").uncheck()
    page.locator("#id_explanation").fill("Xã có hai dự án thu hồi đất.")
    page.locator("#id_points").fill("1")
    expect(page.locator("#row-II-2")).to_contain_text("1/4")
    assert verdict.values_list("points", "not_applicable").get() == (Decimal(1), False)
    assert page.console_errors == []


def test_a_criterion_that_is_chosen_meanwhile_takes_the_place_of_the_next_one(at, page_for):
    at(2026, 12, 5)
    work = SelfAssessmentFactory(registration=RegistrationFactory(accepted=True), scores="full", submitted=True)
    person = appraiser()
    ReviewFactory(assessment=work, appraiser=TeamMemberFactory(team__cycle=work.registration.cycle, person=person))
    page, held = page_for(person), []

    def hold(route):
        if "hx-request" in route.request.headers:
            held.append(route)
        else:
            route.continue_()

    page.route("**/review/III.1/**", hold)
    page.goto(f"/appraisal/2026/{work.registration.commune.code}/review/II.2/")
    with page.expect_request(lambda asked: "/III.1/" in asked.url and "hx-request" in asked.headers):
        page.locator("#row-III-1").click()
    with page.expect_event("requestfailed", lambda ended: "/III.1/" in ended.url):
        page.locator("#row-I-1").click()

    expect(page.locator("#row-I-1")).to_have_attribute("aria-current", "true")
    assert held
