"""Citizen surveys: questionnaires, the surveys of communes, and the answers."""

from surveys.models.counts import AnswerCount
from surveys.models.paper import PaperBatch, RedactedText
from surveys.models.questionnaires import Choice, Question, Questionnaire, QuestionnaireVersion
from surveys.models.responses import Answer, Response, ResponseHint
from surveys.models.submission_limits import NetworkCount, SpentForm
from surveys.models.surveys import CodeBatch, Survey, SurveyCode

__all__ = [
    "Answer",
    "AnswerCount",
    "Choice",
    "CodeBatch",
    "NetworkCount",
    "PaperBatch",
    "Question",
    "Questionnaire",
    "QuestionnaireVersion",
    "RedactedText",
    "Response",
    "ResponseHint",
    "SpentForm",
    "Survey",
    "SurveyCode",
]
