"""The decree's rules as pure functions: levels, outcomes, ranks, the tree of points, deadlines.

Nothing here knows Django, a clock, a file or a language. Points are Decimal, never binary floating point [S1].
"""

from kernel.deadlines import deadline
from scoring.core.levels import Level, level_for, points_to_next_level
from scoring.core.outcome import BreachKind, Conclusion, Reason, conclude
from scoring.core.ranking import rank
from scoring.core.rubric import Node, group_totals, leaves_of, total_of, validate_rubric

__all__ = [
    "BreachKind",
    "Conclusion",
    "Level",
    "Node",
    "Reason",
    "conclude",
    "deadline",
    "group_totals",
    "leaves_of",
    "level_for",
    "points_to_next_level",
    "rank",
    "total_of",
    "validate_rubric",
]
