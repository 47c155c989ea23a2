"""Leaders and citizens at the results, in a real browser."""

import pytest
from playwright.sync_api import expect

from results import services
from results.models import Outcome
from tests.browser.layout import sticking_out
from tests.decree.acts import report, signed_copy
from tests.factories.accounts import city_leader, officer
from tests.results.building import whole_year

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def now(at):
    return at(2026, 12, 28)


@pytest.mark.parametrize("width", [1440, 360])
def test_a_leader_finds_a_unit_and_opens_it(page_for, axe, now, width):
    year = whole_year()
    page = page_for(city_leader(), width=width)

    page.goto("/results/2026/")
    axe(page)
    assert sticking_out(page) == []
    heights = page.locator("#ranking tbody tr").evaluate_all("rows => rows.map(row => row.offsetHeight)")
    # Two lines for a unit also on a phone, and one more for a very long name.
    assert max(heights) <= 96
    page.get_by_label("Mức", exact=True).select_option("2")
    expect(page.locator("#ranking tbody tr")).to_have_count(1)
    assert "level=2" in page.url
    page.locator("#ranking tbody th a").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(str(year.units["level_2"].commune))
    axe(page)
    assert sticking_out(page) == []
    assert page.console_errors == []


@pytest.mark.parametrize("width", [1440, 390])
def test_the_city_approves_after_one_question_and_citizens_read_it(page_for, axe, now, width):
    year = whole_year()
    leader = city_leader()
    services.draft_outcomes(cycle=year.cycle, by=officer(), now=now)
    services.confirm_outcomes(cycle=year.cycle, by=year.lead, now=now)
    report(year.cycle, at=now)
    page = page_for(leader, width=width)

    page.goto("/results/2026/steps/")
    axe(page)
    page.get_by_role("button", name="Phê duyệt kết quả").click()
    page.locator("#confirm button[value=yes]").click()
    expect(page.get_by_label("Số, ký hiệu quyết định")).to_be_visible()
    assert set(Outcome.objects.values_list("state", flat=True)) == {"approved"}

    decision = {"decision_number": "6000/QĐ-UBND", "decision_date": now.date(), "file": signed_copy()}
    services.recognise(outcomes=Outcome.objects.filter(level__gt=0), **decision, by=leader, now=now)
    services.publish_outcomes(cycle=year.cycle, by=leader, now=now)
    citizen = page_for(width=width)
    citizen.goto("/results/public/2026/")
    axe(citizen)
    citizen.get_by_role("link", name=str(year.units["level_4"].commune.name)).first.click()
    expect(citizen.get_by_text("6000/QĐ-UBND")).to_be_visible()
    axe(citizen)
    assert sticking_out(citizen) == []
