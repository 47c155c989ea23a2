"""Agreement of two reviews, by hand-computed and published examples; leanings only with enough data."""

from decimal import Decimal

import pytest

from appraisal.agreement import (
    FEWEST_DOSSIERS,
    FEWEST_LEAVES,
    Judgement,
    Leaning,
    against_the_other,
    against_the_rest,
    agreement_by,
    agreement_of,
    alpha_of,
)


def judged(points, *, who="Lan", dossier="1", leaf="I.1", own="4", most="4"):
    return Judgement(who, dossier, leaf, Decimal(points), Decimal(own), Decimal(most))


def pairs(*points, **fields):
    return [(judged(one, **fields), judged(other, who="Minh", **fields)) for one, other in points]


def test_exact_share_and_mean_difference_by_hand():
    found = agreement_of(pairs(("4", "4"), ("3", "2.5"), ("1", "2"), ("0", "0")))

    assert (found.leaves, found.exact, found.exact_share) == (4, 2, 0.5)
    assert agreement_of(pairs(*[("1", "1")] * 199, ("1", "2"))).exact_percent == 99
    assert found.mean_difference == Decimal("0.375")
    assert found.has_too_few
    assert found.alpha is None


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


def test_perfect_agreement_is_one_and_opposition_is_below_zero():
    points = [str(number % 5) for number in range(FEWEST_LEAVES)]

    assert agreement_of(pairs(*zip(points, points, strict=True))).alpha == pytest.approx(1)
    opposed = [(point, str(4 - int(point))) for point in points]
    assert agreement_of(pairs(*opposed)).alpha < 0
    assert [agreement_of(pairs(*p)).is_low for p in (opposed, list(zip(points, points, strict=True)))] == [True, False]


def test_where_nothing_varies_there_is_no_alpha():
    assert agreement_of(pairs(*[("4", "4")] * FEWEST_LEAVES)).alpha is None


def test_figures_by_part():
    compared = [*pairs(("4", "4"), leaf="I.1"), *pairs(("4", "3"), leaf="II.2")]
    found = agreement_by(compared, lambda pair: pair[0].group)

    assert {name: (one.leaves, one.exact) for name, one in found.items()} == {"I": (1, 1), "II": (1, 0)}


@pytest.mark.parametrize(
    ("dossiers", "expected"), [(FEWEST_DOSSIERS, Leaning.STRICTER), (FEWEST_DOSSIERS - 1, Leaning.UNKNOWN)]
)
def test_a_leaning_needs_enough_dossiers(dossiers, expected):
    compared = [
        pair
        for number in range(dossiers)
        for pair in pairs(("3", "4"), ("2", "3" if number % 2 else "2.5"), dossier=str(number))
    ]
    found = against_the_other(compared)

    assert found["Lan"].leaning is expected
    assert found["Lan"].mean == -found["Minh"].mean < 0
    assert found["Lan"].leaves == 2 * dossiers


def test_differences_that_cancel_out_are_no_leaning():
    points = (("3", "4"), ("4", "3"))
    compared = [pair for n in range(8) for pair in pairs(points[n % 2], dossier=str(n))]

    assert against_the_other(compared)["Lan"].leaning is Leaning.ALIKE


def test_against_the_rest_of_the_team_by_what_they_take_from_the_communes_own_points():
    kind = [judged("4" if n % 2 else "3.75", who="Lan", dossier=f"a{n}") for n in range(8)]
    hard = [judged("2" if n % 2 else "2.5", who="Minh", dossier=f"b{n}") for n in range(8)]
    found = against_the_rest([*kind, *hard])

    assert found["Lan"].leaning is Leaning.MILDER
    assert found["Minh"].leaning is Leaning.STRICTER
    assert against_the_rest(kind) == {}
