"""The real table and the progress of communes, readable by everyone, on a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from scoring.models import Rubric
from tests.browser.layout import sticking_out
from tests.factories.accounts import officer
from tests.factories.communes import RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [1440, 360])
def test_the_whole_table_fits_and_passes_axe(page_for, axe, decree, width):
    page = page_for(officer(), width=width)
    page.goto("/scoring/rubrics/QD5049-2025/")

    expect(page.locator(".rubric tbody tr:not(.rubric-sum)")).to_have_count(69)
    axe(page)
    assert sticking_out(page) == []
    assert page.console_errors == []


@pytest.mark.parametrize("width", [1440, 360])
def test_the_department_follows_the_progress(page_for, axe, decree, at, width):
    at(2026, 11, 22)
    table = Rubric.objects.get()
    SelfAssessmentFactory(registration=RegistrationFactory(accepted=True), rubric=table, scores="full", submitted=True)
    SelfAssessmentFactory(registration=RegistrationFactory(accepted=True), rubric=table)
    page = page_for(officer(), width=width)
    page.goto("/scoring/2026/self-assessments/")
    axe(page)

    page.locator("#state").select_option("submitted")
    expect(page.locator(".grid tbody tr")).to_have_count(1)

    expect(page.locator(".grid tbody tr")).to_contain_text("69/69")
    assert "state=submitted" in page.url
    assert sticking_out(page) == []
    assert page.console_errors == []
