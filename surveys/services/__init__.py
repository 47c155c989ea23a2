"""What people do with surveys."""

from surveys.services.cleanup import forget_forms
from surveys.services.codes import make_codes
from surveys.services.paper_entry import enter_papers
from surveys.services.questionnaires import (
    create_questionnaire,
    delete_question,
    draft_version,
    load_questionnaires,
    move_question,
    publish_version,
    save_question,
)
from surveys.services.responses import OpenForm, take_response
from surveys.services.retention import clear_answers
from surveys.services.surveys import close_past_surveys, close_survey, create_survey, discard_survey, open_survey
from surveys.services.texts import hide_name

__all__ = [
    "OpenForm",
    "clear_answers",
    "close_past_surveys",
    "close_survey",
    "create_questionnaire",
    "create_survey",
    "delete_question",
    "discard_survey",
    "draft_version",
    "enter_papers",
    "forget_forms",
    "hide_name",
    "load_questionnaires",
    "make_codes",
    "move_question",
    "open_survey",
    "publish_version",
    "save_question",
    "take_response",
]
