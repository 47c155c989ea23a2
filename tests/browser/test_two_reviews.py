"""Two members review independently, and the lead resolves the differences, in a real browser [S8]."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from appraisal import services
from appraisal.models import TeamMember
from kernel import clock
from tests.factories.accounts import appraiser, team_lead
from tests.factories.appraisal import AppraisalTeamFactory, ReviewFactory, SecondReviewFactory, TeamMemberFactory
from tests.factories.communes import CycleFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_second_judges_by_key_and_the_lead_settles(page_for, axe, shoot):
    team = AppraisalTeamFactory(cycle=CycleFactory(year=2026))
    lead = TeamMemberFactory(team=team, person=team_lead(), part=TeamMember.Part.LEAD)
    first = TeamMemberFactory(team=team, person=appraiser())
    second = SecondReviewFactory(
        review=ReviewFactory(assessment__registration__cycle=team.cycle, appraiser=first),
        appraiser=TeamMemberFactory(team=team, person=appraiser()),
    )
    for criterion, points in (("I.1", "10"), ("I.2", "12")):
        facts = {"points": Decimal(points), "comment": "Thiếu quyết định", "seen_version": 0}
        services.enter_independent_score(
            review=second.review, criterion=criterion, by=first.person, now=clock.now(), **facts
        )
    services.complete_independent_scores(review=second.review, by=first.person, now=clock.now())
    place = f"/appraisal/2026/{second.review.assessment.registration.commune.code}/review"

    page = page_for(second.appraiser.person)
    page.goto(f"{place}/")
    expect(page.locator("#tree a.tree-row")).to_have_count(2)
    page.keyboard.press("Alt+Enter")
    expect(page.locator("#criterion[data-code='I.2']")).to_be_visible()
    page.keyboard.press("Alt+Enter")
    finish = page.locator("#pair button")
    expect(finish).to_be_visible()
    shoot(page, "two-reviews-desk-1440")
    axe(page)
    finish.click()
    page.locator("#confirm button[value=yes]").click()
    expect(page.locator("#pair button")).to_have_count(0)

    page = page_for(lead.person)
    page.goto(f"{place}/differences/")
    expect(page.locator(".difference")).to_have_count(1)
    shoot(page, "two-reviews-open-1440")
    axe(page)
    page.locator("#points-I-2").fill("13")
    page.locator("#difference-I-2 .resolve-form .btn-primary").click()
    expect(page.locator("#difference-I-2 .resolve-form .field-error")).to_be_visible()
    page.locator("#justification-I-2").fill("Quyết định có trong hồ sơ bổ sung.")
    page.locator("#difference-I-2 .resolve-form .btn-primary").click()
    expect(page.locator(".side-resolved")).to_contain_text("13")
    shoot(page, "two-reviews-settled-1440")
    assert page.console_errors == []
    assert second.review.scores.get(criterion__code="I.2").points == 13
