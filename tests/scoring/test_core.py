"""Levels, outcomes and ranks [S3, S4], to the hundredth of a point."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal.models import Breach
from results.models import Outcome
from scoring.core import (
    BreachKind,
    Conclusion,
    Level,
    Reason,
    assessed_from,
    changes_level_within,
    conclude,
    level_for,
    level_ranges,
    nearest_bound,
    points_to_next_level,
    rank,
)

TOTALS = st.decimals(0, 100, places=2)
BREACHES = st.sets(st.sampled_from(list(BreachKind)), min_size=1)
NO_TOTALS = [Decimal("-0.01"), Decimal("100.01"), Decimal("NaN"), Decimal("Infinity"), Decimal("-Infinity")]


def expected_level(hundredths: int) -> Level:
    """S3 in whole hundredths, beside the code it checks."""
    bounds = [(9500, Level.LEVEL_4), (9000, Level.LEVEL_3), (8500, Level.LEVEL_2), (8000, Level.LEVEL_1)]
    return next((level for bound, level in bounds if hundredths >= bound), Level.NOT_QUALIFIED)


def test_the_ranges_of_the_levels_join_and_are_what_totals_earn():
    """S3: "từ 95 đến 100", "từ 90 đến dưới 95" ... as the public page of the method prints them."""
    ranges = [(level, int(low), int(high)) for level, low, high in level_ranges()]

    assert ranges == [(4, 95, 100), (3, 90, 95), (2, 85, 90), (1, 80, 85)]
    assert [level_for(low) for _level, low, _high in level_ranges()] == [level for level, _low, _high in ranges]


@pytest.mark.parametrize(
    ("total", "level", "above"),
    [
        ("0", Level.LEVEL_1, "-80"),
        ("79.75", Level.LEVEL_1, "-0.25"),
        ("82.49", Level.LEVEL_1, "2.49"),
        ("82.5", Level.LEVEL_1, "2.5"),
        ("82.51", Level.LEVEL_2, "-2.49"),
        ("90", Level.LEVEL_3, "0"),
        ("94", Level.LEVEL_4, "-1"),
        ("100", Level.LEVEL_4, "5"),
    ],
)
def test_the_nearest_bound_may_lie_above_or_below(total, level, above):
    """S3; of two that are equally near the lower one, which the unit has."""
    assert nearest_bound(Decimal(total)) == (level, Decimal(above))


@pytest.mark.parametrize("step", [25, 50, 100])
def test_a_step_of_the_team_changes_the_level_near_a_bound_only(step):
    """S3: compared with the levels of the totals one step higher and lower, in every hundredth."""
    for total in range(step, 10001 - step):
        changed = len({expected_level(total - step), expected_level(total), expected_level(total + step)}) > 1
        assert changes_level_within(Decimal(total) / 100, Decimal(step) / 100) is changed, total


@pytest.mark.parametrize(
    ("total", "level"),
    [
        pytest.param("0", Level.NOT_QUALIFIED, id="S3 the lowest total"),
        pytest.param("79.99", Level.NOT_QUALIFIED, id="S3 under 80"),
        pytest.param("80", Level.LEVEL_1, id="S3 80 belongs to Level 1"),
        pytest.param("84.99", Level.LEVEL_1, id="S3 under 85"),
        pytest.param("85", Level.LEVEL_2, id="S3 85 belongs to Level 2"),
        pytest.param("89.99", Level.LEVEL_2, id="S3 under 90"),
        pytest.param("90", Level.LEVEL_3, id="S3 90 belongs to Level 3"),
        pytest.param("94.99", Level.LEVEL_3, id="S3 nothing is rounded"),
        pytest.param("94.999999999999999999999999999999", Level.LEVEL_3, id="S3 however near"),
        pytest.param("95", Level.LEVEL_4, id="S3 95 belongs to Level 4"),
        pytest.param("100", Level.LEVEL_4, id="S3 the highest total"),
    ],
)
def test_lower_bounds_belong_to_the_level(total, level):
    assert level_for(Decimal(total)) is level


def test_every_hundredth_from_0_to_100_has_its_level():
    """S3"""
    wrong = [h for h in range(10001) if level_for(Decimal(h) / 100) is not expected_level(h)]

    assert wrong == []


@given(TOTALS, TOTALS)
def test_more_points_never_mean_a_lower_level(one, other):
    """S3"""
    low, high = sorted([one, other])

    assert level_for(low) <= level_for(high)


@pytest.mark.parametrize("function", [level_for, points_to_next_level])
@pytest.mark.parametrize("total", [95.0, 95, "95", None, True])
def test_only_decimals_are_points(function, total):
    """S1"""
    with pytest.raises(TypeError):
        function(total)


@pytest.mark.parametrize("function", [level_for, points_to_next_level])
@pytest.mark.parametrize("total", NO_TOTALS)
def test_a_total_is_between_0_and_100(function, total):
    with pytest.raises(ValueError, match="0 and 100"):
        function(total)


@given(TOTALS)
def test_the_points_missing_lead_exactly_to_the_next_level(total):
    """S3, S6"""
    missing = points_to_next_level(total)

    if level_for(total) is Level.LEVEL_4:
        assert missing is None
    else:
        level, points = missing
        assert (level, level_for(total + points)) == (level_for(total) + 1, level)
        assert level_for(total + points - Decimal("0.01")) < level


@given(st.none() | TOTALS, st.sets(st.sampled_from(list(BreachKind))))
def test_not_registered_wins_over_all(total, breaches):
    """S3, R4"""
    assert conclude(total, registered=False, breaches=breaches) == Conclusion(
        Level.NOT_QUALIFIED, Reason.NOT_REGISTERED, total
    )


@given(st.none() | TOTALS, BREACHES)
def test_a_breach_wins_over_points_and_over_a_missing_dossier(total, breaches):
    """S4"""
    assert conclude(total, registered=True, breaches=breaches) == Conclusion(Level.NOT_QUALIFIED, Reason.BREACH, total)


def test_no_dossier_is_not_qualified():
    """R2"""
    assert conclude(None, registered=True) == Conclusion(Level.NOT_QUALIFIED, Reason.NOT_SUBMITTED, None)


@given(TOTALS)
def test_points_decide_where_nothing_else_does(total):
    """S3"""
    assert conclude(total, registered=True) == Conclusion(level_for(total), Reason.BY_POINTS, total)


@pytest.mark.parametrize(
    ("registered", "breaches", "total", "reason"),
    [
        pytest.param(registered, breaches, total, reason, id=f"{registered}-{len(breaches)}-{total}")
        for (registered, breaches, total) in product(
            [True, False], [(), (BreachKind.UNRESOLVED_CASES,), tuple(BreachKind)], [None, Decimal(100)]
        )
        for reason in [
            Reason.NOT_REGISTERED
            if not registered
            else Reason.BREACH
            if breaches
            else Reason.NOT_SUBMITTED
            if total is None
            else Reason.BY_POINTS
        ]
    ],
)
def test_the_order_of_reasons(registered, breaches, total, reason):
    """S3, S4: every combination"""
    assert conclude(total, registered=registered, breaches=breaches).reason is reason


def test_a_float_does_not_conclude():
    """S1"""
    with pytest.raises(TypeError):
        conclude(95.0, registered=True)


@pytest.mark.parametrize(
    ("totals", "ranks"),
    [
        ({}, {}),
        ({"a": "90"}, {"a": 1}),
        ({"a": "90", "b": "95", "c": "90", "d": "80"}, {"a": 2, "b": 1, "c": 2, "d": 4}),
        ({"a": "90.00", "b": "90"}, {"a": 1, "b": 1}),
        ({"a": "80", "b": "80", "c": "79.99"}, {"a": 1, "b": 1, "c": 3}),
    ],
)
def test_equal_totals_share_a_rank_and_the_next_one_skips(totals, ranks):
    assert rank({key: Decimal(total) for key, total in totals.items()}) == ranks


@given(st.dictionaries(st.integers(), TOTALS))
def test_a_rank_is_one_more_than_the_number_of_better_totals(totals):
    assert rank(totals) == {key: 1 + sum(other > total for other in totals.values()) for key, total in totals.items()}


def test_floats_are_not_ranked():
    """S1"""
    with pytest.raises(TypeError):
        rank({"a": Decimal(90), "b": 89.5})


@pytest.mark.parametrize(
    ("core", "model"),
    [(Level, Outcome.Level), (Reason, Outcome.Reason), (BreachKind, Breach.Kind)],
    ids=["Level", "Reason", "BreachKind"],
)
def test_the_models_store_what_the_heart_says(core, model):
    assert {member.name: member.value for member in core} == {member.name: member.value for member in model}


def test_a_year_is_assessed_from_the_first_of_december():
    """R4: the day itself belongs to it."""
    assert assessed_from(2026) == date(2026, 12, 1)
