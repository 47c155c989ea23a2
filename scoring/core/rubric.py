"""The scoring table as a tree of points: its sums, and the conditions for a valid table [S1, S7]."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kernel.problems import Problem

TOTAL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Node:
    """A row of the table: its code, its maximum points, and its children; a leaf has no children."""

    code: str
    max_points: Decimal
    children: tuple["Node", ...] = ()


def leaves_of(node: Node) -> Iterator[Node]:
    """The rows that earn points (the leaves), in the table's order."""
    if not node.children:
        yield node
    for child in node.children:
        yield from leaves_of(child)


def total_of(tree: Node, leaf_points: Mapping[str, Decimal | None]) -> Decimal:
    """The sum of a row's leaves; a leaf without points counts 0 [S1].

    Raises:
        TypeError: a leaf's points are not Decimal.
    """
    if tree.children:
        return sum((total_of(child, leaf_points) for child in tree.children), Decimal(0))
    points = leaf_points.get(tree.code)
    if points is None:
        return Decimal(0)
    if not isinstance(points, Decimal):
        raise TypeError(f"points are Decimal, not {type(points).__name__}")
    return points


def group_totals(tree: Node, leaf_points: Mapping[str, Decimal | None]) -> dict[str, Decimal]:
    """The sum of each group, the first level of the tree [S1]."""
    return {group.code: total_of(group, leaf_points) for group in tree.children}


def with_points(tree: Node, leaf_points: Mapping[str, Decimal]) -> Node:
    """The same tree with these points on its leaves; every row above is the sum of its children [S1]."""
    if not tree.children:
        return Node(tree.code, leaf_points.get(tree.code, tree.max_points))
    children = tuple(with_points(child, leaf_points) for child in tree.children)
    return Node(tree.code, sum((child.max_points for child in children), Decimal(0)), children)


def rows_of(tree: Node) -> Iterator[Node]:
    """Every row of the table below the root, in the table's order."""
    for child in tree.children:
        yield child
        yield from rows_of(child)


def validate_rubric(
    tree: Node, *, known_codes: Collection[str] | None = None, step: Decimal = Decimal("0.01")
) -> list[Problem]:
    """Every reason why a table may not be published [S1, S7]; an empty list means that it may.

    `known_codes` are the leaves of the criteria set: a table may neither add nor omit one. `step` is its
    smallest step of points.
    """
    leaves = list(leaves_of(tree)) if tree.children else []
    problems = [*_sum_problems(tree), *_group_problems(tree)]
    total = sum((leaf.max_points for leaf in leaves), Decimal(0))
    if total != TOTAL:
        problems.append(Problem("rubric_total_not_100", clause="S7", params={"total": total}))
    for leaf in leaves:
        problems += _leaf_problems(leaf, step)
        if known_codes is not None and leaf.code not in known_codes:
            problems.append(Problem("rubric_leaf_unknown", where=leaf.code, clause="S7"))
    missing = sorted(set(known_codes or ()) - {leaf.code for leaf in leaves})
    problems += [Problem("rubric_leaf_missing", where=code, clause="S7") for code in missing]
    return problems + _twice(tree)


def _group_problems(tree: Node) -> list[Problem]:
    if not tree.children:
        return [Problem("rubric_empty", clause="S7")]
    empty = [Problem("rubric_group_empty", where=g.code, clause="S7") for g in tree.children if not g.children]
    idle = [g.code for g in tree.children if g.children and all(leaf.max_points == 0 for leaf in leaves_of(g))]
    return empty + [Problem("rubric_group_without_points", where=code, clause="S7") for code in idle]


def _sum_problems(node: Node) -> list[Problem]:
    """Check that each row with children equals their sum; the root's figure is the table's total."""
    problems = [problem for child in node.children for problem in _sum_problems(child)]
    if node.children and (total := sum((child.max_points for child in node.children), Decimal(0))) != node.max_points:
        params = {"stated": node.max_points, "sum": total}
        problems.append(Problem("rubric_sum_differs", where=node.code, clause="S1", params=params))
    return problems


def _leaf_problems(leaf: Node, step: Decimal) -> list[Problem]:
    if leaf.max_points < 0:
        return [Problem("rubric_points_negative", where=leaf.code, clause="S1")]
    if leaf.max_points % step:
        return [Problem("rubric_points_off_step", where=leaf.code, clause="S1", params={"step": step})]
    return []


def _twice(tree: Node) -> list[Problem]:
    seen: set[str] = set()
    problems = []
    for node in rows_of(tree):
        if node.code in seen:
            problems.append(Problem("rubric_code_twice", where=node.code, clause="S7"))
        seen.add(node.code)
    return problems
