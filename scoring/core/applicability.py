"""Criteria that do not apply to a commune, and how they count in its total [S9]."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

from scoring.core.rubric import TOTAL, Node, group_totals, leaves_of, total_of

_HUNDREDTH = Decimal("0.01")


class NotApplicable(StrEnum):
    """How a table scores a leaf that does not apply: with its full points, or left out and the rest rescaled to 100."""

    FULL_POINTS = "full_points"
    RESCALE = "rescale"


@dataclass(frozen=True, slots=True)
class AppliedTotals:
    """The total, the total of each group by its code, and the part of the total that the exceptions alone give."""

    total: Decimal
    groups: dict[str, Decimal]
    by_exception: Decimal


def counted(points: Decimal | None, *, excepted: bool, policy: NotApplicable) -> Decimal | None:
    """What one leaf's points add to the row above it; a leaf that is left out adds nothing [S9]."""
    return None if excepted and policy is NotApplicable.RESCALE else points


def applied_totals(
    tree: Node, leaf_points: Mapping[str, Decimal | None], *, excepted: Collection[str], policy: NotApplicable
) -> AppliedTotals:
    """The totals where the leaves in `excepted` do not apply; points stored for those leaves are ignored [S1, S9].

    When rescaled, the total and each group are cut to hundredths, never rounded up, so that a total stays on the same
    side of every level's bound as the exact figure [S3].

    Raises:
        ValueError: the table rescales and no leaf applies.
    """
    if not excepted:
        return AppliedTotals(total_of(tree, leaf_points), group_totals(tree, leaf_points), Decimal(0))
    earned = {code: points for code, points in leaf_points.items() if code not in excepted}
    if policy is NotApplicable.FULL_POINTS:
        full = {leaf.code: leaf.max_points for leaf in leaves_of(tree) if leaf.code in excepted}
        total, groups = total_of(tree, earned | full), group_totals(tree, earned | full)
    else:
        total, groups = _rescaled(tree, earned, excepted)
    return AppliedTotals(total, groups, total - total_of(tree, earned))


def _rescaled(
    tree: Node, earned: Mapping[str, Decimal | None], excepted: Collection[str]
) -> tuple[Decimal, dict[str, Decimal]]:
    max_points = sum((leaf.max_points for leaf in leaves_of(tree) if leaf.code not in excepted), Decimal(0))
    if not max_points:
        raise ValueError("no leaf is left that applies")

    def share(points: Decimal) -> Decimal:
        return (points * TOTAL / max_points).quantize(_HUNDREDTH, rounding=ROUND_FLOOR)

    return share(total_of(tree, earned)), {code: share(points) for code, points in group_totals(tree, earned).items()}
