"""No difference of what a table shows reveals fewer than ten answers: attacked by every means on small tables."""

from fractions import Fraction
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.statistics import TOTAL, Direction, direction_of, hidden_cells, tally_cells
from surveys.statistics.summary import Cell
from surveys.statistics.suppression import with_totals


def table(*rows):
    return {(f"r{i}", f"c{j}"): count for i, row in enumerate(rows) for j, count in enumerate(row)}


def keys(hidden):
    return {(row or "all", column or "all") for row, column in hidden}


def test_a_large_table_is_shown_whole():
    assert hidden_cells(table((10, 20), (30, 0))) == frozenset()


def test_a_small_cell_takes_others_with_it():
    """Nine of row 0 alone could be computed from its total: the least of the row is hidden too; so on by columns."""
    hidden = keys(hidden_cells(table((9, 20, 50), (30, 40, 60), (70, 80, 90))))
    assert {("r0", "c0"), ("r0", "c1")} <= hidden
    assert len(hidden) == 4
    assert ("all", "all") not in hidden


def test_two_small_cells_that_are_under_ten_together_take_a_third():
    """Three and four are seven people: their sum is as telling as either."""
    hidden = keys(hidden_cells(table((3, 4, 50, 60))))
    assert ("r0", "c2") in hidden or ("r0", "c3") in hidden


def test_a_small_total_is_hidden_as_a_cell():
    """One place has seven answers: the total of all minus the other place would tell."""
    hidden = keys(hidden_cells(table((7,), (15,))))
    assert {("r0", "c0"), ("r0", "all"), ("r1", "all"), ("r1", "c0")} <= hidden


def test_nothing_is_shown_of_fewer_than_ten_in_all():
    assert keys(hidden_cells(table((4, 0), (0, 5)))) == {
        ("r0", "c0"),
        ("r1", "c1"),
        ("r0", "all"),
        ("r1", "all"),
        ("all", "c0"),
        ("all", "c1"),
        ("all", "all"),
    }


def equations(rows, columns):
    """Every total as an equation between keys: the sum of the parts minus the total is nought."""
    rows, columns = [*rows, TOTAL], [*columns, TOTAL]
    for row in rows:
        yield {(row, column): (-1 if column is TOTAL else 1) for column in columns}
    for column in columns:
        yield {(row, column): (-1 if row is TOTAL else 1) for row in rows}


def revealed_sums(counts, hidden):
    """The sums of hidden answers that some combination of the equations gives, tried with every set of them.

    Every combination of 0, 1 and -1 suffices, because the matrix of a network is totally unimodular.
    """
    whole = with_totals(counts)
    rows, columns = ({key[place] for key in counts} for place in (0, 1))
    lines = [{key: sign for key, sign in line.items() if key in hidden} for line in equations(rows, columns)]
    for size in range(1, len(lines) + 1):
        for chosen in combinations(range(len(lines)), size):
            for signs in range(2**size):
                total: dict = {}
                for place, number in enumerate(chosen):
                    sign = 1 if signs >> place & 1 else -1
                    for key, factor in lines[number].items():
                        total[key] = total.get(key, 0) + sign * factor
                factors = {key: factor for key, factor in total.items() if factor}
                if factors and all(factor == 1 for factor in factors.values()):
                    yield sum(whole[key] for key in factors)


small = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([0, 1, 3, 5, 8, 9, 10, 12, 14, 25]), min_size=width, max_size=width),
        min_size=1,
        max_size=2,
    )
)


@settings(max_examples=60)
@given(small)
def test_no_combination_of_differences_reveals_fewer_than_ten(rows):
    counts = table(*rows)
    hidden = hidden_cells(counts)
    assert all(total >= 10 for total in revealed_sums(counts, hidden))
    assert all(count == 0 or count >= 10 or key in hidden for key, count in with_totals(counts).items())


def rank(rows):
    rows, done = [list(map(Fraction, row)) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((i for i in range(done, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        for i in range(done + 1, len(rows)):
            factor = rows[i][column] / rows[done][column]
            rows[i] = [one - factor * other for one, other in zip(rows[i], rows[done], strict=True)]
        done += 1
    return done


@pytest.mark.parametrize("seed", range(6))
def test_no_small_cell_of_a_year_can_be_computed(seed):
    """Six places by twelve months: no hidden small cell is a linear combination of what is shown."""
    chance = Random(seed)
    counts = {(row, month): chance.choice((0, 2, 7, 9, 11, 30, 200)) for row in range(1, 7) for month in range(1, 13)}
    whole, hidden = with_totals(counts), sorted(hidden_cells(counts), key=str)
    lines = [[line.get(key, 0) for key in hidden] for line in equations(range(1, 7), range(1, 13))]
    known = rank(lines)
    for place, key in enumerate(hidden):
        if whole[key] < 10:
            alone = [int(number == place) for number in range(len(hidden))]
            assert rank([*lines, alone]) == known + 1, key


def test_a_cell_shows_its_tally_or_nothing():
    cells = tally_cells({("a", 1): {1: 2, 5: 18}, ("a", 2): {4: 30, 2: 10}, ("b", 1): {5: 3}, ("b", 2): {5: 40}})
    assert cells["b", 1].is_hidden
    assert cells["a", 1].is_hidden
    shown = cells[TOTAL, TOTAL]
    assert (shown.tally, shown.answers) == ({1: 2, 2: 10, 4: 30, 5: 61}, 103)
    assert (shown.satisfied.answers, shown.share(2).value * 103) == (103, 10)


def test_several_choices_of_one_person_count_people_once():
    """Six people with two choices each are six people, not twelve."""
    cells = tally_cells({("a", 1): {1: 6, 2: 6}}, people={("a", 1): 6})
    assert cells["a", 1].is_hidden
    cells = tally_cells({("a", 1): {1: 12, 2: 6}}, people={("a", 1): 12})
    assert cells["a", 1].share(2).value * 2 == 1


def test_the_trend_compares_the_halves_that_are_shown():
    low, high, hidden = Cell({1: 20, 5: 20}, 40), Cell({1: 4, 5: 36}, 40), Cell(None)
    assert direction_of([low, hidden, low, high, high])[0] == Direction.UP
    assert direction_of([high, low])[0] == Direction.DOWN
    assert direction_of([low, low])[0] == Direction.UNCLEAR
    assert direction_of([low, hidden]) is None
    middle = direction_of([low, high, low])[1]
    assert middle.value == 0
