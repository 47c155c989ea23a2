"""The tree of points and what makes a table valid [S1, S7]."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.problems import Problem
from scoring.core import Node, group_totals, leaves_of, total_of, validate_rubric


def criterion(code, points):
    return Node(code, Decimal(points))


def parent(code, *children, points=None):
    total = sum((child.max_points for child in children), Decimal(0))
    return Node(code, total if points is None else Decimal(points), children)


TABLE = parent(
    "",
    parent("I", criterion("I.1", "30"), parent("I.2", criterion("I.2.1", "19.5"), criterion("I.2.2", "0.5"))),
    parent("II", criterion("II.1", "50")),
)
CODES = ["I.1", "I.2.1", "I.2.2", "II.1"]
POINTS = st.fixed_dictionaries({}, optional={code: st.none() | st.decimals(0, 100, places=2) for code in CODES})


def test_the_criteria_come_in_the_tables_order():
    assert [node.code for node in leaves_of(TABLE)] == CODES


@given(POINTS)
def test_a_total_is_the_sum_of_its_criteria_and_of_its_groups(points):
    """S1"""
    total = sum((value for value in points.values() if value is not None), Decimal(0))

    assert total_of(TABLE, points) == total == sum(group_totals(TABLE, points).values())


def test_group_totals_name_every_group():
    """S1"""
    points = {"I.1": Decimal("29.75"), "I.2.2": Decimal("0.25"), "II.1": None}

    assert group_totals(TABLE, points) == {"I": Decimal(30), "II": Decimal(0)}


@pytest.mark.parametrize("points", [1.5, 1, "1.5"])
def test_only_decimals_are_summed(points):
    """S1"""
    with pytest.raises(TypeError):
        total_of(TABLE, {"I.1": points})


def test_a_table_of_exactly_100_is_valid():
    """S7"""
    assert validate_rubric(TABLE, known_codes=CODES, step=Decimal("0.25")) == []


@pytest.mark.parametrize(
    ("table", "problems"),
    [
        pytest.param(
            parent("", parent("I", criterion("I.1", "99.99"))),
            [Problem("rubric_total_not_100", clause="S7", params={"total": Decimal("99.99")})],
            id="S7 under 100",
        ),
        pytest.param(
            parent("", parent("I", criterion("I.1", "100.01"))),
            [Problem("rubric_total_not_100", clause="S7", params={"total": Decimal("100.01")})],
            id="S7 over 100",
        ),
        pytest.param(
            parent("", parent("I", criterion("I.1", "100"), points="99"), points="100"),
            [
                Problem(
                    "rubric_sum_differs",
                    where="I",
                    clause="S1",
                    params={"stated": Decimal("99"), "sum": Decimal("100")},
                ),
                Problem(
                    "rubric_sum_differs", where="", clause="S1", params={"stated": Decimal("100"), "sum": Decimal("99")}
                ),
            ],
            id="S1 sums",
        ),
        pytest.param(
            parent("", parent("I", criterion("I.1", "101"), criterion("I.2", "-1"))),
            [Problem("rubric_points_negative", where="I.2", clause="S1")],
            id="S1 negative",
        ),
        pytest.param(
            parent("", parent("I", criterion("I.1", "50"), criterion("I.1", "50"))),
            [Problem("rubric_code_twice", where="I.1", clause="S7")],
            id="S7 twice",
        ),
        pytest.param(
            parent("", parent("I", criterion("I.1", "100")), criterion("II", "0")),
            [Problem("rubric_group_empty", where="II", clause="S7")],
            id="S7 a group without criteria",
        ),
        pytest.param(
            Node("", Decimal(0)),
            [
                Problem("rubric_empty", clause="S7"),
                Problem("rubric_total_not_100", clause="S7", params={"total": Decimal("0")}),
            ],
            id="S7 empty",
        ),
    ],
)
def test_every_reason_against_a_table(table, problems):
    assert validate_rubric(table) == problems


def test_a_table_may_not_add_a_criterion():
    """S7"""
    assert validate_rubric(TABLE, known_codes=CODES[:-1]) == [Problem("rubric_leaf_unknown", where="II.1", clause="S7")]


def test_points_go_in_steps():
    """S1"""
    assert validate_rubric(TABLE, step=Decimal(1)) == [
        Problem("rubric_points_off_step", where="I.2.1", clause="S1", params={"step": Decimal("1")}),
        Problem("rubric_points_off_step", where="I.2.2", clause="S1", params={"step": Decimal("1")}),
    ]


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=30))
def test_a_table_is_valid_exactly_where_its_criteria_total_100(hundredths):
    """S7"""
    table = parent("", parent("I", *(criterion(f"I.{n}", Decimal(h) / 100) for n, h in enumerate(hundredths, start=1))))

    assert (validate_rubric(table) == []) is (sum(hundredths) == 10000)


def test_a_group_whose_criteria_are_all_worth_nothing_is_reported():
    """S7"""
    table = parent(
        "", parent("I", criterion("I.1", "100")), parent("II", criterion("II.1", "0"), criterion("II.2", "0"))
    )

    assert [(problem.code, problem.where) for problem in validate_rubric(table)] == [
        ("rubric_group_without_points", "II")
    ]
