"""The scoring table, the table in force in each year, and the communes' self-assessments."""

from scoring.models.assessments import RatioFigure, SelfAssessment, SelfScore
from scoring.models.rubrics import Criterion, FigureConfirmation, Rubric, RubricDecision, RubricInForce

__all__ = [
    "Criterion",
    "FigureConfirmation",
    "RatioFigure",
    "Rubric",
    "RubricDecision",
    "RubricInForce",
    "SelfAssessment",
    "SelfScore",
]
