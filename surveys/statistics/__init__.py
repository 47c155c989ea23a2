"""Figures of a survey as pure functions: shares and means with intervals, trend, and what is hidden to protect people.

This package uses no Django, clock, file or language. Figures are Decimal and are rounded once, for display.
"""

from surveys.statistics.intervals import (
    Difference,
    Estimate,
    mean_of,
    percent,
    points,
    share_difference,
    share_of,
)
from surveys.statistics.summary import (
    SATISFIED_FROM,
    Cell,
    Direction,
    Tally,
    answers_in,
    direction_of,
    satisfied_in,
    tally_cells,
)
from surveys.statistics.suppression import MINIMUM, TOTAL, Key, hidden_cells

__all__ = [
    "MINIMUM",
    "SATISFIED_FROM",
    "TOTAL",
    "Cell",
    "Difference",
    "Direction",
    "Estimate",
    "Key",
    "Tally",
    "answers_in",
    "direction_of",
    "hidden_cells",
    "mean_of",
    "percent",
    "points",
    "satisfied_in",
    "share_difference",
    "share_of",
    "tally_cells",
]
