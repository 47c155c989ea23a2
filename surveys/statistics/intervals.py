"""Estimates with 95 per cent intervals: the share of answers (Wilson), the difference of two shares, the mean (t)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

# The two-sided 95 per cent quantile of the normal distribution.
Z = Decimal("1.959963984540054235524594430520551952556")
_PRECISION = Context(prec=34)
_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure of `answers` answers with its interval, or without one where the answers allow none."""

    value: Decimal
    low: Decimal | None
    high: Decimal | None
    answers: int


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference of two shares, the later minus the earlier, with its interval."""

    value: Decimal
    low: Decimal
    high: Decimal


def share_of(hits: int, answers: int) -> Estimate:
    """The share of `hits` in `answers` with Wilson's score interval (Wilson 1927; Newcombe 1998, method 3).

    Unlike the interval from the standard error it stays within 0 and 1, and is not empty at either end.

    Raises:
        ValueError: there are no answers, or `hits` is not between 0 and `answers`.
    """
    return Estimate(*_wilson(hits, answers), answers)


def _wilson(hits: int, answers: int) -> tuple[Decimal, Decimal, Decimal]:
    """The share and its interval."""
    if not 0 <= hits <= answers or not answers:
        raise ValueError("A share needs 0 <= hits <= answers, and at least one answer.")
    with localcontext(_PRECISION):
        count, square = Decimal(answers), Z * Z
        share = hits / count
        centre = share + square / (2 * count)
        half = Z * (share * (1 - share) / count + square / (4 * count * count)).sqrt()
        whole = 1 + square / count
        low = Decimal(0) if hits == 0 else (centre - half) / whole
        high = Decimal(1) if hits == answers else (centre + half) / whole
    return share, low, high


def share_difference(earlier: tuple[int, int], later: tuple[int, int]) -> Difference:
    """The difference of two independent shares, each (hits, answers), with Newcombe's interval.

    It joins the two Wilson intervals (Newcombe 1998, Statistics in Medicine 17, 873-890, method 10).
    """
    (first, first_low, first_high), (second, second_low, second_high) = _wilson(*earlier), _wilson(*later)
    with localcontext(_PRECISION):
        value = second - first
        low = value - _distance(second - second_low, first_high - first)
        high = value + _distance(second_high - second, first - first_low)
    return Difference(value, low, high)


def mean_of(counts: Mapping[int, int]) -> Estimate:
    """The mean of answers on a scale, from the count of each value, with Student's t interval of the mean.

    The interval is the mean plus and minus t times s / sqrt(n), where s has the divisor n - 1; it is cut off at the
    ends of the scale 1 to 5. One answer, or answers that are all the same, give no interval: their spread is unknown.

    Raises:
        ValueError: there are no answers.
    """
    answers = sum(counts.values())
    if not answers:
        raise ValueError("A mean needs at least one answer.")
    total = sum(value * count for value, count in counts.items())
    squares = sum(value * value * count for value, count in counts.items())
    with localcontext(_PRECISION):
        mean = Decimal(total) / answers
        spread = answers * squares - total * total
        if answers == 1 or not spread:
            return Estimate(mean, None, None, answers)
        variance = Decimal(spread) / (answers * (answers - 1))
        half = t_quantile(answers - 1) * (variance / answers).sqrt()
        return Estimate(mean, max(mean - half, Decimal(1)), min(mean + half, Decimal(5)), answers)


def t_quantile(freedom: int) -> Decimal:
    """The two-sided 95 per cent quantile of Student's t distribution, to four decimals from 9 degrees of freedom on.

    The expansion about the normal quantile: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5.
    """
    with localcontext(_PRECISION):
        first = (Z**3 + Z) / 4
        second = (5 * Z**5 + 16 * Z**3 + 3 * Z) / 96
        third = (3 * Z**7 + 19 * Z**5 + 17 * Z**3 - 15 * Z) / 384
        fourth = (79 * Z**9 + 776 * Z**7 + 1482 * Z**5 - 1920 * Z**3 - 945 * Z) / 92160
        return Z + sum(
            (part / Decimal(freedom) ** power for power, part in enumerate((first, second, third, fourth), start=1)),
            Decimal(0),
        )


def percent(share: Decimal) -> Decimal:
    """A share or a difference of shares in per cent, rounded half up to one decimal."""
    return (share * 100).quantize(_TENTH, ROUND_HALF_UP)


def points(mean: Decimal) -> Decimal:
    """A mean on the scale, rounded half up to two decimals."""
    return mean.quantize(_HUNDREDTH, ROUND_HALF_UP)


def _distance(one: Decimal, other: Decimal) -> Decimal:
    return (one * one + other * other).sqrt()
