"""The suite's own shuffling of unordered rows."""

import pytest
from django.contrib.auth import get_user_model

from communes.models import Cycle
from tests.factories.accounts import UserFactory
from tests.factories.communes import CycleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return [UserFactory().pk for _ in range(20)]


def test_rows_in_no_order_come_in_any(people):
    result = list(get_user_model().objects.order_by().filter(pk__in=people).values_list("pk", flat=True))

    assert result != people
    assert sorted(result) == people


def test_rows_in_an_order_keep_it(people):
    result = get_user_model().objects.filter(pk__in=people)

    assert list(result.order_by("-pk").values_list("pk", flat=True)) == people[::-1]


def test_a_models_own_order_is_one():
    for year in (2028, 2026, 2027):
        CycleFactory(year=year)

    assert Cycle._meta.ordering
    assert list(Cycle.objects.all()) == sorted(Cycle.objects.all(), key=lambda cycle: cycle.year, reverse=True)


def test_a_slice_in_no_order_is_refused(people):
    with pytest.raises(AssertionError, match="no order"):
        list(get_user_model().objects.order_by()[:3])


def test_one_row_needs_no_order(people):
    everybody = get_user_model().objects.order_by()

    assert everybody.get(pk=people[3]).pk == people[3]
    assert everybody.first().pk == min(everybody.values_list("pk", flat=True))
    assert everybody.exists()
