"""A year under other points: exact, monotone, and indifferent to the order of the units [S3, S7]."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.problems import Problem
from scoring.core import Level, NotApplicable, PointsScaler, compare, comparison_problems, kendall_tau, level_for, rank
from scoring.core.whatif import exact_level, hundredths


def maxima(*points: str) -> dict[str, Decimal]:
    return {f"L{number}": Decimal(point) for number, point in enumerate(points)}


OLD = maxima("30", "30", "40")
NEW = maxima("10", "30", "60")


@st.composite
def tables(draw, criteria: int = 5, *, least: int = 1) -> dict[str, Decimal]:
    """Leaf maxima in hundredths that total 100."""
    cuts = sorted(
        draw(st.lists(st.integers(0, 10000 - criteria * least), min_size=criteria - 1, max_size=criteria - 1))
    )
    widths = [high - low + least for low, high in zip([0, *cuts], [*cuts, 10000 - criteria * least], strict=True)]
    return {f"L{number}": Decimal(width) / 100 for number, width in enumerate(widths)}


@st.composite
def years(draw) -> tuple[dict, dict, dict]:
    """An old table, a new one (a criterion of it may be worth nothing), and the units' points in hundredths."""
    old, new = draw(tables()), draw(tables(least=0))
    unit = st.tuples(*(st.integers(0, hundredths(maximum)) for maximum in old.values()))
    return old, new, draw(st.dictionaries(st.integers(0, 99), unit, max_size=12))


def test_each_criterions_share_of_its_maximum_is_carried_over():
    scaler = PointsScaler(OLD, NEW)

    [change] = compare(scaler, {"a": (1500, 3000, 4000)}).changes

    assert (change.old.total, change.new.total) == (Decimal("85.00"), Decimal("95.00"))
    assert (change.old.level, change.new.level, change.levels_moved) == (Level.LEVEL_2, Level.LEVEL_4, 2)
    assert change.difference == Decimal("10.00")


def test_a_total_that_just_misses_a_bound_is_neither_raised_nor_shown_as_reaching_it():
    """S3: 94.995 is Level 3 and is shown as 94.99, not as 95.00."""
    scaler = PointsScaler(maxima("3", "97"), maxima("10.01", "89.99"))

    [change] = compare(scaler, {"a": (150, 9700)}).changes

    assert scaler.new_total((150, 9700)) * 2 == (1001 + 2 * 8999) * scaler.denominator
    assert (change.new.total, change.new.level) == (Decimal("94.99"), Level.LEVEL_3)


def test_thirds_are_exact():
    """S1: a binary or a rounded figure would miss the bound of 80."""
    scaler = PointsScaler(maxima("30", "70"), maxima("60", "40"))

    [change] = compare(scaler, {"a": (2000, 7000)}).changes

    assert (change.new.total, change.new.level) == (Decimal("80.00"), Level.LEVEL_1)


def test_ranks_come_from_the_exact_totals():
    """Two units that show the same hundredths are not tied unless they are."""
    scaler = PointsScaler(maxima("3", "97"), maxima("1", "99"))

    changes = compare(scaler, {"a": (100, 9700), "b": (101, 9700), "c": (101, 9700)}).changes

    assert [(change.new.total, change.new.rank) for change in changes] == [
        (Decimal("99.33"), 3),
        (Decimal("99.33"), 1),
        (Decimal("99.33"), 1),
    ]


def test_a_criterion_worth_nothing_any_more_counts_nothing():
    scaler = PointsScaler(OLD, maxima("0", "50", "50"))

    [change] = compare(scaler, {"a": (0, 3000, 4000)}).changes

    assert change.new.total == 100


def test_a_criterion_that_the_new_table_lacks_earns_nothing_there():
    """S1, S7."""
    scaler = PointsScaler(OLD, maxima("40", "60"))

    [change] = compare(scaler, {"a": (3000, 3000, 4000)}).changes
    assert (scaler.new_maxima, change.new.total) == ((4000, 6000, 0), Decimal(100))

    [change] = compare(scaler, {"a": (0, 0, 4000)}).changes
    assert change.new.total == 0


def test_a_unit_to_which_nothing_applies_has_no_points():
    """S9: there is nothing to divide by."""
    scaler = PointsScaler(OLD, NEW, old_policy=NotApplicable.RESCALE, new_policy=NotApplicable.RESCALE)

    assert scaler.old_total((3000, 3000, 4000), {0, 1, 2}) == 0
    assert scaler.new_total((3000, 3000, 4000), {0, 1, 2}) == 0


@pytest.mark.parametrize(
    ("new", "problems"),
    [
        (OLD, []),
        (maxima("30", "30", "39.75"), [Problem("rubric_total_not_100", "", "S7", {"total": Decimal("99.75")})]),
        (maxima("30", "30", "30", "10"), [Problem("rubric_leaf_unknown", "L3", "S7")]),
        (maxima("30", "70"), []),
    ],
)
def test_what_cannot_be_compared_says_why(new, problems):
    """S7"""
    assert comparison_problems(OLD, new) == problems


def test_no_share_can_be_carried_over_from_a_criterion_that_was_worth_nothing():
    old, new = maxima("0", "100"), maxima("1", "99")

    assert comparison_problems(old, new) == [Problem("share_of_nothing", "L0", "S7")]
    with pytest.raises(ValueError, match="share_of_nothing"):
        PointsScaler(old, new)


def test_points_finer_than_a_hundredth_are_refused():
    with pytest.raises(ValueError, match=r"0\.005"):
        hundredths(Decimal("0.005"))


@given(years())
def test_the_same_points_change_nothing(year):
    old, _new, units = year

    effects = compare(PointsScaler(old, old), units)

    assert all(change.old == change.new for change in effects.changes)
    assert effects.tau in (None, 1.0)


@given(years())
def test_totals_levels_and_ranks_agree_with_fractions(year):
    old, new, units = year
    olds = [hundredths(maximum) for maximum in old.values()]
    news = [hundredths(maximum) for maximum in new.values()]

    effects = compare(PointsScaler(old, new), units)

    exact = {
        key: sum(Fraction(p, o) * n for p, o, n in zip(row, olds, news, strict=True)) / 100
        for key, row in units.items()
    }
    assert [change.key for change in effects.changes] == list(units)
    for change in effects.changes:
        total = exact[change.key]
        assert 0 <= change.new.total <= 100
        assert 0 <= total - Fraction(change.new.total) < Fraction(1, 100)
        assert change.old.total == Decimal(sum(units[change.key])) / 100
        assert change.new.rank == 1 + sum(other > total for other in exact.values())
        assert change.new.level == sum(total >= bound for bound in (80, 85, 90, 95))


@given(years(), st.randoms(use_true_random=False))
def test_the_order_of_the_units_does_not_matter(year, random):
    old, new, units = year
    shuffled = list(units.items())
    random.shuffle(shuffled)

    one, other = compare(PointsScaler(old, new), units), compare(PointsScaler(old, new), dict(shuffled))

    assert {change.key: change for change in one.changes} == {change.key: change for change in other.changes}
    assert one.tau == other.tau


@given(st.decimals(0, 100, places=2), st.integers(1, 1000))
def test_the_exact_level_is_the_level(total, denominator):
    """S3"""
    assert exact_level(hundredths(total) * denominator, denominator) is level_for(total)


PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12)


@given(PAIRS)
def test_tau_is_what_its_definition_says(pairs):
    both = [((a > b) - (a < b), (c > d) - (c < d)) for (a, c), (b, d) in combinations(pairs, 2)]
    untied = sum(bool(one) for one, _ in both) * sum(bool(other) for _, other in both)

    tau = kendall_tau(pairs)

    if untied:
        assert tau == pytest.approx(sum(one * other for one, other in both) / untied**0.5)
        assert -1 <= tau <= 1
    else:
        assert tau is None


@given(st.lists(st.integers(0, 9999), min_size=2, unique=True))
def test_tau_of_the_same_order_is_1_and_of_the_reverse_minus_1(values):
    assert kendall_tau([(value, value) for value in values]) == 1
    assert kendall_tau([(value, -value) for value in values]) == -1


@given(PAIRS)
def test_tau_does_not_care_which_side_comes_first(pairs):
    assert kendall_tau(pairs) == kendall_tau([(other, one) for one, other in pairs])


@given(st.dictionaries(st.integers(), st.integers(0, 10000), max_size=9))
def test_ranks_of_whole_numbers_are_those_of_the_ranking(totals):
    decimals = {key: Decimal(total) / 100 for key, total in totals.items()}

    assert rank({key: Decimal(total) for key, total in totals.items()}) == rank(decimals)
