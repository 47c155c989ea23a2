"""Opening a year in the portal: the decree's days are offered, what is unusual is asked once more [R1-R3, S7]."""

from datetime import date

import pytest
from django.urls import reverse

from audit.models import Entry
from communes.models import Cycle, Registration
from scoring.models import Criterion, Rubric, RubricInForce, SelfScore
from tests.factories.accounts import officer
from tests.factories.communes import CommuneFactory
from tests.factories.scoring import RubricFactory, in_use

pytestmark = pytest.mark.django_db
OPEN = "/scoring/cycles/open/"


@pytest.fixture
def table(at):
    at(2026, 1, 5)
    CommuneFactory.create_batch(3)
    return RubricFactory()


@pytest.fixture
def person(client):
    result = officer()
    client.force_login(result)
    return result


def typed(**changed) -> dict:
    """A year whose last accepted days are all working days."""
    days = {"register_before": "2026-02-14", "submit_before": "2026-12-01", "report_before": "2026-12-31"}
    decision = {"days_decision_number": "15/QĐ-UBND", "days_decision_date": "2026-01-04"}
    return {"year": "2026", "rubric": "bang-thu"} | days | decision | changed


def test_the_decrees_days_are_offered(client, person, table):
    assert client.get(OPEN).context["form"].initial == {
        "year": 2026,
        "register_before": date(2026, 2, 15),
        "submit_before": date(2026, 12, 1),
        "report_before": date(2026, 12, 31),
    }


def test_a_usual_year_opens_at_once_with_an_entry_for_every_commune(client, person, table):
    answer = client.post(OPEN, typed())

    assert (answer.status_code, answer.url) == (302, reverse("communes:board", args=[2026]))
    cycle = Cycle.objects.get()
    days = (cycle.register_before, cycle.submit_before, cycle.report_before)
    assert days == (date(2026, 2, 14), date(2026, 12, 1), date(2026, 12, 31))
    assert RubricInForce.objects.get().rubric == table
    assert (Registration.objects.count(), SelfScore.objects.count()) == (3, 24)
    assert list(Entry.objects.values_list("verb", "actor")) == [("scoring.open_cycle", person.pk)]


def test_a_last_day_on_a_weekend_is_asked_once_more(client, person, table):
    """14/02/2026 is a Saturday: the decree's own day opens only when the officer has seen it."""
    unusual = typed(register_before="2026-02-15")
    asked = client.post(OPEN, unusual)

    assert asked.status_code == 422
    assert [warning.code for warning in asked.context["warnings"]] == ["weekend_register_before"]
    assert "14/02/2026" in asked.content.decode()
    assert not Cycle.objects.exists()

    client.post(OPEN, unusual | {"acknowledged": ["register_before"]})
    assert Cycle.objects.get().register_before == date(2026, 2, 15)


def test_what_was_said_of_other_days_does_not_count_for_new_ones(client, person, table):
    answer = client.post(OPEN, typed(submit_before="2026-11-30", acknowledged=["register_before"]))

    assert [warning.where for warning in answer.context["warnings"]] == ["submit_before"]
    assert not Cycle.objects.exists()


def test_assumed_figures_are_named_before_a_year_begins_with_them(client, person, at):
    at(2026, 1, 5)
    draft = Rubric.objects.create(code="bang-hai", title_vi="Bảng hai", title_en="Table two", applies_from_year=2026)
    for place, provenance in enumerate(["legible", "assumed", "assumed"], start=1):
        Criterion.objects.create(
            rubric=draft,
            code=f"I.{place}",
            sort_key=f"01.00{place}",
            is_leaf=True,
            title_vi="Nội dung",
            title_en="Content",
            max_points=1,
            provenance=provenance,
        )
    in_use(draft, at=at(2026, 1, 5))

    answer = client.post(OPEN, typed(rubric="bang-hai"))

    assert [(warning.code, warning.params) for warning in answer.context["warnings"]] == [
        ("figures_assumed", {"count": 2})
    ]
    assert not Cycle.objects.exists()


def test_what_the_year_refuses_stands_on_the_page_with_what_was_typed(client, person, table):
    answer = client.post(OPEN, typed(register_before="2026-12-15"))

    assert answer.status_code == 422
    assert [error.code for error in answer.context["form"].errors["submit_before"].as_data()] == [
        "cycle_dates_backwards"
    ]
    assert 'value="2026-12-15"' in answer.content.decode()
    assert not Cycle.objects.exists()


def test_without_a_published_table_no_year_can_be_opened(client, person, at):
    at(2026, 1, 5)
    assert '<form method="post" novalidate>' not in client.get(OPEN).content.decode()
