"""Intervals of shares and means: published values, and an independent computation with whole numbers."""

from decimal import Decimal
from fractions import Fraction
from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.statistics import mean_of, percent, points, share_difference, share_of
from surveys.statistics.intervals import t_quantile

# Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3.
PUBLISHED_SHARES = [
    (81, 263, "0.2553", "0.3662"),
    (15, 148, "0.0624", "0.1605"),
    (0, 20, "0.0000", "0.1611"),
    (1, 29, "0.0061", "0.1718"),
]
# Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10: the first share minus the second.
PUBLISHED_DIFFERENCES = [
    ((56, 70), (48, 80), "0.0524", "0.3339"),
    ((9, 10), (3, 10), "0.1705", "0.8090"),
    ((6, 7), (2, 7), "0.0582", "0.8062"),
    ((5, 56), (0, 29), "-0.0381", "0.1926"),
    ((0, 10), (0, 20), "-0.1611", "0.2775"),
    ((10, 10), (0, 20), "0.6791", "1.0000"),
]
# The printed table of the two-sided 95 per cent points of t.
PUBLISHED_T = {9: "2.262", 10: "2.228", 15: "2.131", 20: "2.086", 29: "2.045", 40: "2.021", 60: "2.000", 120: "1.980"}


def four(value):
    return Decimal(value).quantize(Decimal("0.0001"))


@pytest.mark.parametrize(("hits", "answers", "low", "high"), PUBLISHED_SHARES)
def test_published_intervals_of_a_share(hits, answers, low, high):
    share = share_of(hits, answers)
    assert (str(four(share.low)), str(four(share.high))) == (low, high)


@pytest.mark.parametrize(("later", "earlier", "low", "high"), PUBLISHED_DIFFERENCES)
def test_published_intervals_of_a_difference(later, earlier, low, high):
    difference = share_difference(earlier, later)
    assert (str(four(difference.low)), str(four(difference.high))) == (low, high)


def test_published_quantiles_of_t():
    assert {freedom: str(t_quantile(freedom).quantize(Decimal("0.001"))) for freedom in PUBLISHED_T} == PUBLISHED_T


def test_a_mean_as_in_a_textbook():
    """Ten answers 1 2 2 3 3 3 4 4 4 4: mean 3, s = 1.0541, t = 2.262, half width 0.754."""
    mean = mean_of({1: 1, 2: 2, 3: 3, 4: 4})
    assert (points(mean.value), points(mean.low), points(mean.high)) == (
        Decimal("3.00"),
        Decimal("2.25"),
        Decimal("3.75"),
    )


def test_a_mean_without_spread_has_no_interval():
    assert mean_of({5: 12}) == mean_of({5: 12, 1: 0})
    assert (mean_of({5: 12}).value, mean_of({5: 12}).low, mean_of({4: 1}).high) == (5, None, None)


def test_the_interval_of_a_mean_stays_on_the_scale():
    mean = mean_of({5: 11, 1: 1})
    assert (mean.high, mean.low > 1) == (5, True)


def test_without_answers_there_is_no_figure():
    for wrong in (lambda: share_of(0, 0), lambda: share_of(3, 2), lambda: share_of(-1, 2), lambda: mean_of({})):
        with pytest.raises(ValueError, match="at least one answer"):
            wrong()


def test_figures_are_rounded_once_half_up():
    assert (percent(Decimal("0.8125")), percent(Decimal("0.99950")), points(Decimal("4.125"))) == (
        Decimal("81.3"),
        Decimal("100.0"),
        Decimal("4.13"),
    )


def root(value: Fraction) -> Fraction:
    """The square root to 40 digits with whole numbers alone."""
    scale = 10**40
    return Fraction(isqrt(value.numerator * scale * scale // value.denominator), scale)


Z = Fraction(1959963984540054235524594430520551952556, 10**39)


@given(st.integers(1, 2_000_000).flatmap(lambda answers: st.tuples(st.integers(0, answers), st.just(answers))))
def test_wilson_is_where_the_score_test_is_just_passed(pair):
    """At either end of the interval (p - hits / n)^2 = z^2 p (1 - p) / n: solved again as a quadratic equation."""
    hits, answers = pair
    a, b, c = answers + Z * Z, -(2 * hits + Z * Z), Fraction(hits * hits, answers)
    spread = root(b * b - 4 * a * c)
    low, high = (-b - spread) / (2 * a), (-b + spread) / (2 * a)
    share = share_of(hits, answers)
    for mine, other in ((share.low, low), (share.high, high)):
        assert abs(Fraction(mine) - other) < Fraction(1, 10**25)
    assert 0 <= share.low <= share.value <= share.high <= 1


@given(st.lists(st.integers(0, 400_000), min_size=5, max_size=5).filter(lambda counts: sum(counts) > 1))
def test_a_mean_agrees_with_the_definition(counts):
    tally = dict(enumerate(counts, start=1))
    answers = sum(counts)
    mean = Fraction(sum(value * count for value, count in tally.items()), answers)
    variance = sum(count * (value - mean) ** 2 for value, count in tally.items()) / (answers - 1)
    result = mean_of(tally)
    assert abs(Fraction(result.value) - mean) < Fraction(1, 10**25)
    if variance:
        half = Fraction(t_quantile(answers - 1)) * root(variance / answers)
        assert abs(Fraction(result.low) - max(mean - half, Fraction(1))) < Fraction(1, 10**20)
        assert abs(Fraction(result.high) - min(mean + half, Fraction(5))) < Fraction(1, 10**20)
