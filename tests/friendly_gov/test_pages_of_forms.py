"""The URL of a form, opened by a reader: it leads to the form's page (decision 74)."""

import re
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import officer
from tests.factories.appraisal import BreachFactory
from tests.factories.communes import CycleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

BROWSER = {"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def browser(at):
    at(2026, 11, 20)
    CycleFactory()
    client = Client(headers=BROWSER)
    client.force_login(officer())
    return client


def test_the_links_of_a_list_work_after_a_refused_form(browser):
    BreachFactory(registration__cycle__year=2026)
    url = reverse("appraisal:set_breach_terms", args=[2026])

    refused = browser.post(url, {"answer_days": "0"})
    assert refused.status_code == 422
    page = refused.content.decode()
    link = re.search(r'<th[^>]*><a href="(\?sort=[^"]+)"', page)
    assert link
    answer = browser.get(urljoin(url, link[1]), follow=True)

    assert answer.redirect_chain == [(reverse("appraisal:breaches", args=[2026]) + link[1], 302)]
    assert 'aria-sort="ascending"' in answer.content.decode()


def test_the_language_can_be_changed_after_a_refused_form(browser):
    url = reverse("appraisal:assign", args=[2026])

    answer = browser.post(reverse("set_language"), {"language": "en", "next": url}, follow=True)

    assert [address for address, _status in answer.redirect_chain] == [url, reverse("appraisal:team", args=[2026])]
    assert answer.status_code == 200


def test_a_form_under_a_form_leads_further_up(browser):
    answer = browser.get(reverse("appraisal:lift_conflict", args=[2026, 7]), follow=True)

    assert [address for address, _status in answer.redirect_chain] == [
        reverse("appraisal:declare_conflict", args=[2026]),
        reverse("appraisal:team", args=[2026]),
    ]


def test_a_program_still_gets_405(browser):
    answer = browser.get(reverse("appraisal:set_breach_terms", args=[2026]), headers={"accept": "application/json"})

    assert answer.status_code == 405
