"""The appraisal: the year's team, one review per dossier, its scores, second reviews, and breaches."""

from appraisal.models.breaches import Breach, BreachElement, BreachReversal, FormerReversal
from appraisal.models.closings import NotConsidered
from appraisal.models.coverage import Coverage
from appraisal.models.double_review import IndependentScore, SecondReview, TwoReviews
from appraisal.models.hearings import BreachAnswer, BreachAnswerFile, BreachDocument, BreachTerms
from appraisal.models.minutes import Minutes
from appraisal.models.reviews import Review, ReviewScore
from appraisal.models.teams import AppraisalTeam, TeamMember
from appraisal.models.terms import AppraisalTerms
from appraisal.models.visits import Visit, VisitItem, VisitPhoto

__all__ = [
    "AppraisalTeam",
    "AppraisalTerms",
    "Breach",
    "BreachAnswer",
    "BreachAnswerFile",
    "BreachDocument",
    "BreachElement",
    "BreachReversal",
    "BreachTerms",
    "Coverage",
    "FormerReversal",
    "IndependentScore",
    "Minutes",
    "NotConsidered",
    "Review",
    "ReviewScore",
    "SecondReview",
    "TeamMember",
    "TwoReviews",
    "Visit",
    "VisitItem",
    "VisitPhoto",
]
