"""[S1] Points (scoring table; scoring principles).

A content of the table earns from 0 to its maximum. Every row above is the sum of its contents, and the whole is the sum
of the four groups: 24 + 24 + 26 + 26 = 100. Points are exact decimals in steps that the table sets, a quarter point
where it says nothing else.
"""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from scoring.core import group_totals, leaves_of, total_of, validate_rubric
from scoring.models import Rubric, SelfScore
from scoring.queries import table_of
from tests.decree.acts import midday, refusal_codes, score_itself
from tests.factories.scoring import RubricFactory, SelfAssessmentFactory

SUMMER = midday(7, 1)


@pytest.mark.parametrize(
    ("points", "codes"),
    [
        ("-0.25", ["points_outside"]),
        ("0", []),
        ("10", []),
        ("10.25", ["points_outside"]),
    ],
    ids=["below-0", "0", "the-maximum", "above-the-maximum"],
)
def test_a_content_earns_from_0_to_its_maximum(points, codes):
    assessment = SelfAssessmentFactory()

    refused = refusal_codes(score_itself, assessment=assessment, criterion="I.1", points=points, at=SUMMER)

    assert refused == codes
    assert assessment.scores.get(criterion__code="I.1").points == (None if codes else Decimal(points))


@pytest.mark.parametrize(
    ("step", "points", "codes"),
    [
        ("0.25", "9.25", []),
        ("0.25", "9.10", ["points_outside"]),
        ("0.5", "9.25", ["points_outside"]),
        ("0.01", "9.11", []),
    ],
)
def test_points_keep_the_step_of_the_table(step, points, codes):
    assessment = SelfAssessmentFactory(rubric=RubricFactory(code=f"buoc-{step[2:]}", step=Decimal(step)))

    assert refusal_codes(score_itself, assessment=assessment, criterion="I.1", points=points, at=SUMMER) == codes


def test_the_step_is_a_quarter_point_where_the_table_says_nothing_else():
    assert Decimal(Rubric().step) == Decimal("0.25")


def test_every_row_above_is_the_sum_of_its_contents():
    assessment = SelfAssessmentFactory()
    for criterion, points in (("I.1", "9.75"), ("I.2", "14"), ("IV.2", "0.25")):
        score_itself(assessment, criterion, points, at=SUMMER)

    assessment.refresh_from_db()
    assert assessment.total == Decimal("24.00")
    assert assessment.group_totals == {"I": "23.75", "II": "0.00", "III": "0.00", "IV": "0.25"}


def test_the_four_groups_of_the_decrees_table_come_to_100(decree):
    table = table_of(Rubric.objects.get())
    everything = {criterion.code: criterion.max_points for criterion in leaves_of(table)}

    assert validate_rubric(table) == []
    assert group_totals(table, everything) == {"I": 24, "II": 24, "III": 26, "IV": 26}
    assert (len(everything), total_of(table, everything)) == (69, 100)


def test_a_tenth_of_a_point_three_times_is_exactly_three_tenths():
    assessment = SelfAssessmentFactory(rubric=RubricFactory(code="buoc-0.1", step=Decimal("0.1")))
    for criterion in ("I.1", "II.1", "III.1"):
        score_itself(assessment, criterion, "0.1", at=SUMMER)

    assessment.refresh_from_db()
    assert assessment.total == Decimal("0.30")


@pytest.mark.parametrize("points", ["-0.25", "10.25"])
def test_the_database_itself_keeps_the_range(points):
    assessment = SelfAssessmentFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        SelfScore.objects.filter(assessment=assessment, criterion__code="I.1").update(points=Decimal(points))
