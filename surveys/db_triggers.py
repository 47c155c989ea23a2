"""The database keeps answers as they were given, and questionnaires as they were asked."""

from kernel.db_triggers import Trigger, register

_ASKED = "a published questionnaire never changes"
_KEPT = "an answer is kept as it was given"
_TAKEN = "answers are taken only while the survey is open"


def _published(version: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM surveys_questionnaireversion v"  # noqa: S608 (a literal)
        f" WHERE v.id = {version} AND v.published_at IS NOT NULL)"
    )


def _published_question(question: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM surveys_question q JOIN surveys_questionnaireversion v ON v.id = q.version_id"  # noqa: S608 (a literal)
        f" WHERE q.id = {question} AND v.published_at IS NOT NULL)"
    )


def _frozen(table: str, published) -> tuple[Trigger, ...]:
    """The rows of a published version are neither added to, changed nor deleted."""
    column = "version_id" if table == "question" else "question_id"
    refused = {
        "INSERT": published(f"NEW.{column}"),
        "UPDATE": f"({published(f'OLD.{column}')} OR {published(f'NEW.{column}')})",
        "DELETE": published(f"OLD.{column}"),
    }
    return tuple(
        Trigger(f"surveys_{table}_frozen_{event.lower()}", f"surveys_{table}", event, condition, _ASKED)
        for event, condition in refused.items()
    )


PUBLISHED_VERSIONS = (
    *(
        Trigger(
            f"surveys_version_frozen_{event.lower()}",
            "surveys_questionnaireversion",
            event,
            "OLD.published_at IS NOT NULL",
            _ASKED,
        )
        for event in ("UPDATE", "DELETE")
    ),
    *_frozen("question", _published),
    *_frozen("choice", _published_question),
)

OPENED_SURVEYS = (
    Trigger(
        "surveys_survey_asks_a_published_version",
        "surveys_survey",
        "UPDATE",
        "(OLD.state <> 'draft' AND (NEW.version_id <> OLD.version_id OR NEW.commune_id <> OLD.commune_id"
        " OR NEW.cycle_id <> OLD.cycle_id OR NEW.state = 'draft' OR (OLD.state = 'closed' AND NEW.state <> 'closed')))"
        f" OR (NEW.state <> 'draft' AND NOT {_published('NEW.version_id')})",
        "an open survey keeps its published questionnaire, and a closed one stays closed",
    ),
)

_SURVEY = "SELECT 1 FROM surveys_survey s WHERE s.id"
_OF_RESPONSE = "SELECT 1 FROM surveys_response r JOIN surveys_survey s ON s.id = r.survey_id WHERE r.id"
# Paper that was typed in wrongly may be deleted while the survey is open; after that, only the retention command may.
_DELETABLE = "s.answers_deleted_at IS NOT NULL"

KEPT_ANSWERS = (
    Trigger(
        "surveys_response_while_open",
        "surveys_response",
        "INSERT",
        f"NOT EXISTS ({_SURVEY} = NEW.survey_id AND s.state = 'open')",
        _TAKEN,
    ),
    Trigger("surveys_response_no_update", "surveys_response", "UPDATE", "OLD.id IS NOT NULL", _KEPT),
    Trigger(
        "surveys_response_no_delete",
        "surveys_response",
        "DELETE",
        f"NOT EXISTS ({_SURVEY} = OLD.survey_id AND ({_DELETABLE} OR (s.state = 'open' AND OLD.channel = 'paper')))",
        _KEPT,
    ),
    Trigger(
        "surveys_answer_fits_its_question",
        "surveys_answer",
        "INSERT",
        f"NOT EXISTS ({_OF_RESPONSE} = NEW.response_id AND s.state = 'open'"  # noqa: S608 (literals)
        " AND EXISTS (SELECT 1 FROM surveys_question q WHERE q.id = NEW.question_id AND q.version_id = s.version_id"
        " AND ((q.kind = 'likert5' AND NEW.value IS NOT NULL) OR (q.kind = 'short_text' AND NEW.text <> '')"
        " OR (q.kind IN ('single_choice', 'multiple_choice') AND EXISTS (SELECT 1 FROM surveys_choice c"
        " WHERE c.id = NEW.choice_id AND c.question_id = q.id)"
        " AND (q.kind = 'multiple_choice' OR NOT EXISTS (SELECT 1 FROM surveys_answer a"
        " WHERE a.response_id = NEW.response_id AND a.question_id = NEW.question_id))))))",
        "an answer fits its question, which the open survey asks",
    ),
    Trigger("surveys_answer_no_update", "surveys_answer", "UPDATE", "OLD.id IS NOT NULL", _KEPT),
    Trigger(
        "surveys_answer_no_delete",
        "surveys_answer",
        "DELETE",
        f"NOT EXISTS ({_OF_RESPONSE} = OLD.response_id"
        f" AND ({_DELETABLE} OR (s.state = 'open' AND r.channel = 'paper')))",
        _KEPT,
    ),
)

USED_CODES = (
    Trigger(
        "surveys_code_once",
        "surveys_surveycode",
        "UPDATE",
        "(OLD.used_at IS NOT NULL OR NEW.digest <> OLD.digest OR NEW.batch_id <> OLD.batch_id)",
        "a one-time code is used once",
    ),
)

register(*PUBLISHED_VERSIONS, *OPENED_SURVEYS, *KEPT_ANSWERS, *USED_CODES)
