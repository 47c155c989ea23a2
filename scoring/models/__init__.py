"""The scoring table, the table in force in each year, and the communes' self-assessments."""

from scoring.models.assessments import RatioFigure, SelfAssessment, SelfScore
from scoring.models.guidance import MAX_HINT, GuidanceHint, HintDraft
from scoring.models.rubrics import (
    Criterion,
    FigureConfirmation,
    FormerRubricDecision,
    Rubric,
    RubricDecision,
    RubricInForce,
)

__all__ = [
    "MAX_HINT",
    "Criterion",
    "FigureConfirmation",
    "FormerRubricDecision",
    "GuidanceHint",
    "HintDraft",
    "RatioFigure",
    "Rubric",
    "RubricDecision",
    "RubricInForce",
    "SelfAssessment",
    "SelfScore",
]
