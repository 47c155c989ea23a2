"""Agreement of two reviews, by hand-computed and published examples; tendencies only with enough data."""

from dataclasses import replace
from decimal import Decimal

import pytest

from appraisal.double_review.agreement import (
    FEWEST_CRITERIA,
    FEWEST_DOSSIERS,
    DossierMean,
    ScorePair,
    Strictness,
    against_the_other,
    against_the_rest,
    agreement_by,
    agreement_of,
    alpha_of,
)


def pairs(*points, criterion="I.1", limit="4"):
    return [ScorePair("Lan", "Minh", criterion, Decimal(one), Decimal(other), Decimal(limit)) for one, other in points]


def dossiers(*means, criteria=2):
    return [DossierMean(mean, criteria) for mean in means]


def test_exact_share_and_mean_difference_by_hand():
    agreement = agreement_of(pairs(("4", "4"), ("3", "2.5"), ("1", "2"), ("0", "0")))

    assert (agreement.criteria, agreement.exact, agreement.exact_share) == (4, 2, 0.5)
    assert agreement_of(pairs(*[("1", "1")] * 199, ("1", "2"))).exact_percent == 99
    assert agreement.mean_difference == Decimal("0.375")
    assert agreement.has_too_few
    assert agreement.alpha is None


def test_alpha_of_the_published_example():
    """Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), part C without the units of one judge alone.

    Two of the observers on the units that both judged; alpha by hand: 1 - (n - 1) * sum of squared differences within
    units / sum of squared differences between all pairs of values.
    """
    one, other = [1, 2, 3, 3, 2, 1, 4, 1, 2, 5], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5]
    values = [*one, *other]
    within = sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) * 2
    between = sum((a - b) ** 2 for a in values for b in values)

    assert alpha_of([one, other]) == pytest.approx(1 - (len(values) - 1) * within / between)
    assert alpha_of([one, other]) == pytest.approx(0.969, abs=0.001)


def test_alpha_of_krippendorffs_wikipedia_example_with_three_judges_and_gaps():
    gap = float("nan")
    ratings = [
        [gap, gap, gap, gap, gap, 3, 4, 1, 2, 1, 1, 3, 3, gap, 3],
        [1, gap, 2, 1, 3, 3, 4, 3, gap, gap, gap, gap, gap, gap, gap],
        [gap, gap, 2, 1, 3, 4, 4, gap, 2, 1, 1, 3, 3, gap, 4],
    ]

    assert alpha_of(ratings) == pytest.approx(0.811, abs=0.001)


def test_one_query_for_many_dossiers_gives_the_same_figures():
    given = [("4", "4"), ("3", "2.5"), ("1", "2"), ("0", "0")]
    told_once = [replace(pair, number=5) for pair in pairs(*given)]

    assert agreement_of(told_once) == agreement_of(pairs(*given * 5))


def test_perfect_agreement_is_one_and_opposition_is_below_zero():
    points = [str(number % 5) for number in range(FEWEST_CRITERIA)]

    assert agreement_of(pairs(*zip(points, points, strict=True))).alpha == pytest.approx(1)
    opposed = [(point, str(4 - int(point))) for point in points]
    assert agreement_of(pairs(*opposed)).alpha < 0
    assert [agreement_of(pairs(*p)).is_low for p in (opposed, list(zip(points, points, strict=True)))] == [True, False]


def test_where_nothing_varies_there_is_no_alpha():
    assert agreement_of(pairs(*[("4", "4")] * FEWEST_CRITERIA)).alpha is None


def test_figures_by_part():
    compared = [*pairs(("4", "4"), criterion="I.1"), *pairs(("4", "3"), criterion="II.2")]
    agreement = agreement_by(compared, lambda pair: pair.group)

    assert {name: (one.criteria, one.exact) for name, one in agreement.items()} == {"I": (1, 1), "II": (1, 0)}


@pytest.mark.parametrize(
    ("count", "expected"), [(FEWEST_DOSSIERS, Strictness.STRICTER), (FEWEST_DOSSIERS - 1, Strictness.UNKNOWN)]
)
def test_strictness_needs_enough_dossiers(count, expected):
    means = [-0.25 if number % 2 else -0.1875 for number in range(count)]
    result = against_the_other({"Lan": dossiers(*means), "Minh": dossiers(*(-mean for mean in means))})

    assert result["Lan"].strictness is expected
    assert result["Lan"].mean == -result["Minh"].mean < 0
    assert result["Lan"].criteria == 2 * count


def test_differences_that_cancel_out_are_neither_strict_nor_mild():
    means = [0.25 if number % 2 else -0.25 for number in range(8)]

    assert against_the_other({"Lan": dossiers(*means)})["Lan"].strictness is Strictness.ALIKE


def test_the_error_of_a_mean_by_hand():
    """Of 0.1, 0.2 and 0.3: a standard deviation of 0.1, over the root of three."""
    assert against_the_other({"Lan": dossiers(0.1, 0.2, 0.3)})["Lan"].error == pytest.approx(0.1 / 3**0.5)


def test_against_the_rest_of_the_team_by_what_they_take_from_the_communes_own_points():
    kind = dossiers(*(0.0 if n % 2 else -0.0625 for n in range(8)))
    hard = dossiers(*(-0.5 if n % 2 else -0.375 for n in range(8)))
    result = against_the_rest({"Lan": kind, "Minh": hard})

    assert result["Lan"].strictness is Strictness.MILDER
    assert result["Minh"].strictness is Strictness.STRICTER
    assert against_the_rest({"Lan": kind}) == {}
