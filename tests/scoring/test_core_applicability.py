"""What does not apply, in `scoring.core`: full points, or the rest counts for 100; never a level too high [S3, S9]."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.core import Node, NotApplicable, PointsScaler, applied_totals, compare, counted, level_for
from scoring.core.levels import LOWER_BOUNDS

FULL, RESCALE = NotApplicable.FULL_POINTS, NotApplicable.RESCALE
MAXIMA = {"I.1": 10, "I.2": 14, "II.1": 20, "II.2": 4, "III.1": 26, "IV.1": 25, "IV.2": 1}


def table() -> Node:
    groups = {}
    for code, max_points in MAXIMA.items():
        groups.setdefault(code.partition(".")[0], []).append(Node(code, Decimal(max_points)))
    children = tuple(
        Node(g, sum((n.max_points for n in nodes), Decimal(0)), tuple(nodes)) for g, nodes in groups.items()
    )
    return Node("", Decimal(100), children)


points = st.fixed_dictionaries(
    {
        code: st.integers(0, max_points * 4).map(lambda quarters: Decimal(quarters) / 4)
        for code, max_points in MAXIMA.items()
    }
)
exceptions = st.sets(st.sampled_from(sorted(MAXIMA)), max_size=len(MAXIMA) - 1)


def test_the_criterion_earns_its_full_points_so_that_the_scale_stays_100():
    totals = applied_totals(table(), {"II.1": Decimal(15), "II.2": Decimal(0)}, excepted={"II.2"}, policy=FULL)

    assert (totals.total, totals.groups["II"], totals.by_exception) == (Decimal(19), Decimal(19), Decimal(4))


def test_the_rest_counts_for_100_and_is_cut_never_rounded_up():
    earned = {code: Decimal(max_points) for code, max_points in MAXIMA.items()} | {"II.1": Decimal(19)}

    totals = applied_totals(table(), earned, excepted={"II.2"}, policy=RESCALE)

    # 95 of the 96 points that apply: 98.958333...
    assert (totals.total, totals.groups["II"], totals.by_exception) == (
        Decimal("98.95"),
        Decimal("19.79"),
        Decimal("3.95"),
    )


def test_with_nothing_left_that_applies_there_is_no_total():
    with pytest.raises(ValueError, match="no leaf is left"):
        applied_totals(table(), {}, excepted=set(MAXIMA), policy=RESCALE)


@given(points, st.sampled_from([FULL, RESCALE]))
def test_without_exceptions_both_policies_are_the_plain_sum(given_points, policy):
    totals = applied_totals(table(), given_points, excepted=set(), policy=policy)

    assert (totals.total, totals.by_exception) == (sum(given_points.values()), 0)


@given(points, exceptions, st.sampled_from([FULL, RESCALE]))
def test_points_of_what_does_not_apply_play_no_part(given_points, excepted, policy):
    others = given_points | dict.fromkeys(excepted, Decimal(0))

    assert applied_totals(table(), given_points, excepted=excepted, policy=policy) == applied_totals(
        table(), others, excepted=excepted, policy=policy
    )


@given(points, exceptions, st.sampled_from([FULL, RESCALE]))
def test_a_total_stays_within_0_and_100_and_shows_what_exceptions_bring(given_points, excepted, policy):
    totals = applied_totals(table(), given_points, excepted=excepted, policy=policy)
    earned = sum(points for code, points in given_points.items() if code not in excepted)

    assert 0 <= totals.total <= 100
    assert totals.total - totals.by_exception == earned


@given(points, exceptions)
def test_cutting_never_changes_the_level_of_the_exact_figure(given_points, excepted):
    earned = sum(points for code, points in given_points.items() if code not in excepted)
    max_points = sum(max_points for code, max_points in MAXIMA.items() if code not in excepted)
    exact = Fraction(earned) * 100 / max_points

    totals = applied_totals(table(), given_points, excepted=excepted, policy=RESCALE)

    reached = next((level for bound, level in LOWER_BOUNDS if exact >= bound), 0)
    assert level_for(totals.total) == reached


@given(points, exceptions)
def test_full_points_never_count_less_than_leaving_out(given_points, excepted):
    """Full points lift a dossier at least as much as the share that the rest has earned."""
    full = applied_totals(table(), given_points, excepted=excepted, policy=FULL)
    rest = applied_totals(table(), given_points, excepted=excepted, policy=RESCALE)

    assert full.total >= rest.total


def test_a_criterion_left_out_adds_nothing_to_the_row_above():
    assert counted(Decimal(4), excepted=True, policy=RESCALE) is None
    assert counted(Decimal(4), excepted=True, policy=FULL) == counted(Decimal(4), excepted=False, policy=RESCALE) == 4


@given(points, exceptions, st.sampled_from([FULL, RESCALE]))
def test_a_comparison_with_the_same_table_finds_the_very_total(given_points, excepted, policy):
    """What-if tells the same total as the year itself [S7, S9]."""
    maxima = {code: Decimal(max_points) for code, max_points in MAXIMA.items()}
    scaler = PointsScaler(maxima, maxima, old_policy=policy, new_policy=policy)
    stored = given_points | {code: maxima[code] for code in excepted}
    row = [int(stored[code] * 100) for code in scaler.leaves]
    places = {scaler.leaves.index(code) for code in excepted}

    (change,) = compare(scaler, {"unit": row}, {"unit": places}).changes

    expected = applied_totals(table(), given_points, excepted=excepted, policy=policy).total
    assert (change.old.total, change.new.total) == (expected, expected)


def test_another_policy_moves_only_those_to_whom_something_does_not_apply():
    maxima = {code: Decimal(max_points) for code, max_points in MAXIMA.items()}
    scaler = PointsScaler(maxima, maxima, old_policy=FULL, new_policy=RESCALE)
    half = [int(max_points * 50) for max_points in MAXIMA.values()]
    excepted = [*half[:3], 400, *half[4:]]

    plain, claiming = compare(scaler, {"a": half, "b": excepted}, {"b": {3}}).changes

    assert (plain.old.total, plain.new.total) == (Decimal(50), Decimal(50))
    assert (claiming.old.total, claiming.new.total) == (Decimal(52), Decimal(50))
