"""The decree's rules as pure functions: levels, outcomes, ranks, the tree of points, deadlines.

This package uses no Django, clock, file or language. Points are Decimal, never binary floating point [S1].
"""

from kernel.deadlines import deadline
from scoring.core.applicability import AppliedTotals, NotApplicable, applied_totals, counted
from scoring.core.calendar import assessed_from
from scoring.core.levels import (
    LOWER_BOUNDS,
    QUALIFIED_FROM,
    Level,
    changes_level_within,
    level_for,
    level_ranges,
    lower_bound,
    nearest_bound,
    points_to_next_level,
)
from scoring.core.outcome import (
    ELEMENTS,
    Awaited,
    BreachElement,
    BreachKind,
    Conclusion,
    Reason,
    breach_year,
    conclude,
    standing_at,
)
from scoring.core.ranking import rank
from scoring.core.rubric import TOTAL, Node, group_totals, leaves_of, rows_of, total_of, validate_rubric, with_points
from scoring.core.sets import evidence_sets
from scoring.core.thresholds import THRESHOLDS, Ratio, Threshold
from scoring.core.whatif import Change, Comparison, PointsScaler, Standing, compare, comparison_problems, kendall_tau

__all__ = [
    "ELEMENTS",
    "LOWER_BOUNDS",
    "QUALIFIED_FROM",
    "THRESHOLDS",
    "TOTAL",
    "AppliedTotals",
    "Awaited",
    "BreachElement",
    "BreachKind",
    "Change",
    "Comparison",
    "Conclusion",
    "Level",
    "Node",
    "NotApplicable",
    "PointsScaler",
    "Ratio",
    "Reason",
    "Standing",
    "Threshold",
    "applied_totals",
    "assessed_from",
    "breach_year",
    "changes_level_within",
    "compare",
    "comparison_problems",
    "conclude",
    "counted",
    "deadline",
    "evidence_sets",
    "group_totals",
    "kendall_tau",
    "leaves_of",
    "level_for",
    "level_ranges",
    "lower_bound",
    "nearest_bound",
    "points_to_next_level",
    "rank",
    "rows_of",
    "standing_at",
    "total_of",
    "validate_rubric",
    "with_points",
]
