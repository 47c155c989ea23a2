"""Prepared reads give what the query itself would give, for any values, on either engine."""

from decimal import Decimal

import pytest

from kernel.prepared import Prepared, from_columns
from scoring.models import SelfScore
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db

COLUMNS = ("version", "points", "id", "changed_at")


def scores_of(assessment, code):
    return SelfScore.objects.filter(assessment=assessment, criterion__code=code).values_list(*COLUMNS)


def test_each_call_takes_its_own_values(django_assert_num_queries):
    first, second = SelfAssessmentFactory(scores={"I.1": "7.25"}), SelfAssessmentFactory(scores={"II.1": "4.50"})
    read = Prepared(scores_of, assessment=987_654_321, code="?")

    found = [read(assessment=work.pk, code=code) for work, code in ((first, "I.1"), (second, "II.1"), (second, "IX"))]

    assert [[tuple(row) for row in rows] for rows in found] == [
        list(scores_of(first.pk, "I.1")),
        list(scores_of(second.pk, "II.1")),
        [],
    ]
    with django_assert_num_queries(1):
        read(assessment=first.pk, code="I.1")


def test_columns_in_any_order_make_a_row_whose_other_fields_are_read_at_need(django_assert_num_queries):
    work = SelfAssessmentFactory(scores={"I.1": "7.25"})
    row = scores_of(work.pk, "I.1").get()

    score = from_columns(SelfScore, COLUMNS, row)

    assert (score.points, score.version) == (Decimal("7.25"), row[0])
    with django_assert_num_queries(1):
        assert score.max_points == 10
