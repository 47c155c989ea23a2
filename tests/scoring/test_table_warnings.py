"""While a figure in force is assumed and unconfirmed, the responsible people are warned where they start."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from communes.warnings import year_warnings
from scoring.models import Rubric, RubricInForce
from scoring.services.figures import confirm_figure
from tests.factories.accounts import administrator, appraiser, city_leader, officer
from tests.factories.communes import CycleFactory
from tests.factories.scoring import RubricFactory, draft_of, in_use

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 1, 5, 3, 0, tzinfo=UTC)


@pytest.fixture
def cycle():
    table = draft_of(RubricFactory(), code="co-diem-gia-dinh")
    table.criteria.filter(code="I.1").update(provenance="assumed")
    in_use(table, at=NOW)
    return RubricInForce.objects.create(cycle=CycleFactory(year=2027), rubric=table).cycle


def of_figures(warnings):
    """The warnings but that nobody has begun the year, which may be closed again."""
    return [one for one in warnings if one.problem.code != "cycle_untouched"]


@pytest.mark.parametrize(
    ("person", "warned"), [(officer, True), (administrator, True), (city_leader, False), (appraiser, False)]
)
def test_the_board_warns_officers_and_administrators(client, cycle, person, warned):
    client.force_login(person())

    page = client.get(reverse("communes:board", args=[cycle.year]))

    assert [one.problem.params for one in of_figures(page.context["warnings"])] == [{"count": 1}] * warned
    assert (reverse("scoring:rubric", args=["co-diem-gia-dinh"]) in page.text) is warned


def test_the_board_has_no_warning_once_every_figure_is_confirmed(cycle):
    by = administrator()
    criterion = Rubric.objects.get(code="co-diem-gia-dinh").criteria.get(code="I.1")

    confirm_figure(criterion=criterion, by=by, now=NOW)

    assert of_figures(year_warnings(by, cycle)) == []


def test_opening_a_year_warns_before_anything_is_typed(client, cycle):
    client.force_login(officer())

    page = client.get(reverse("scoring:open_cycle"))

    assert [(row.code, row.unconfirmed) for row in page.context["unsure"]] == [("co-diem-gia-dinh", 1)]
    assert "co-diem-gia-dinh: 1 mức điểm tạm đề xuất" in page.text
