"""When questionnaires, surveys and codes may change, and why an answer is not taken."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from communes.models import Cycle
from kernel.deadlines import lies_ahead
from kernel.problems import Problem
from surveys.models import Question, QuestionnaireVersion, Survey
from surveys.questions import LONGEST_TEXT, AskedQuestion, Given

LARGEST_BATCH = 1000
MOST_CODES = 5000
MOST_QUESTIONS = 20


def year_is_over(cycle: Cycle, *, now: datetime) -> bool:
    """Surveys of a year end with the calendar year."""
    return not lies_ahead(date(cycle.year + 1, 1, 1), now=now)


def survey_problems(cycle: Cycle, version: QuestionnaireVersion, *, now: datetime) -> Iterator[Problem]:
    """Why a survey with this questionnaire cannot be created or opened in this year."""
    if version.published_at is None:
        yield Problem("questionnaire_not_published", where="version")
    if year_is_over(cycle, now=now):
        yield Problem("survey_year_over", where="survey", params={"year": cycle.year})


def place_problems(place_kind: str, place_name: str) -> Iterator[Problem]:
    """Why the place is not sufficient: a counter or a village has a name."""
    if place_kind != Survey.PlaceKind.ONLINE and not place_name.strip():
        yield Problem("survey_place_unnamed", where="place_name")


def opening_problems(survey: Survey, *, now: datetime) -> Iterator[Problem]:
    """Why a survey cannot be opened."""
    if survey.state != Survey.State.DRAFT:
        yield Problem("survey_not_a_draft", where="survey")
    yield from survey_problems(survey.cycle, survey.version, now=now)


def closing_problems(survey: Survey) -> Iterator[Problem]:
    """Why a survey cannot be closed."""
    if survey.state != Survey.State.OPEN:
        yield Problem("survey_not_open", where="survey")


def discarding_problems(survey: Survey) -> Iterator[Problem]:
    """Why a survey cannot be discarded: only one that was never opened can."""
    if survey.state != Survey.State.DRAFT:
        yield Problem("survey_not_a_draft", where="survey")


def codes_problems(survey: Survey, *, size: int, made: int) -> Iterator[Problem]:
    """Why no more codes can be made."""
    if survey.state == Survey.State.CLOSED:
        yield Problem("survey_not_open", where="survey")
    if not 1 <= size <= LARGEST_BATCH:
        yield Problem("codes_out_of_range", where="size", params={"most": LARGEST_BATCH})
    elif made + size > MOST_CODES:
        yield Problem("codes_too_many", where="size", params={"most": MOST_CODES, "made": made})


# -- Answers ----------------------------------------------------------------------------------------------------------


def taking_problems(survey: Survey, *, now: datetime) -> Iterator[Problem]:
    """Why the survey takes no answers now."""
    if survey.state != Survey.State.OPEN or year_is_over(survey.cycle, now=now):
        yield Problem("survey_not_open", where="survey")


def answering_problems(questions: Sequence[AskedQuestion], given: Given) -> Iterator[Problem]:
    """Why the answers are not complete or do not fit; `where` is the question's position."""
    for question in questions:
        yield from answer_problems(question, given.get(question.position))
    positions = {question.position for question in questions}
    for strange in sorted(given.keys() - positions):
        yield Problem("answer_not_asked", where=str(strange))


def answer_problems(question: AskedQuestion, answer: int | tuple[int, ...] | str | None) -> Iterator[Problem]:
    """Why this is no answer to the question."""
    where = str(question.position)
    if answer in (None, "", ()):
        if question.is_required:
            yield Problem("answer_missing", where=where)
    elif not _fits(question, answer):
        yield Problem("answer_does_not_fit", where=where)
    elif isinstance(answer, str) and len(answer) > LONGEST_TEXT:
        yield Problem("answer_too_long", where=where, params={"most": LONGEST_TEXT})


def _fits(question: AskedQuestion, answer: int | tuple[int, ...] | str | None) -> bool:
    if question.kind == Question.Kind.LIKERT5:
        return isinstance(answer, int) and 1 <= answer <= 5
    if question.kind == Question.Kind.SHORT_TEXT:
        return isinstance(answer, str)
    offered = {choice.position for choice in question.choices}
    if not isinstance(answer, tuple) or not set(answer) <= offered or len(set(answer)) != len(answer):
        return False
    return question.kind == Question.Kind.MULTIPLE_CHOICE or len(answer) == 1


# -- Questionnaires ---------------------------------------------------------------------------------------------------


def editing_problems(version: QuestionnaireVersion) -> Iterator[Problem]:
    """Why a version cannot be edited: it was published."""
    if version.published_at is not None:
        yield Problem("questionnaire_published", where="version")


def question_problems(kind: str, choices_vi: Sequence[str], choices_en: Sequence[str]) -> Iterator[Problem]:
    """Why a question cannot be saved: its choices."""
    if kind in Question.WITH_CHOICES and len(choices_vi) < 2:
        yield Problem("question_with_few_choices", where="choices_vi")
    if choices_en and len(choices_en) != len(choices_vi):
        yield Problem("question_choices_differ", where="choices_en")


def publishing_problems(version: QuestionnaireVersion, questions: Sequence[AskedQuestion]) -> Iterator[Problem]:
    """Why a version cannot be published."""
    yield from editing_problems(version)
    if not any(question.measures_satisfaction for question in questions):
        yield Problem("questionnaire_measures_nothing", where="version")
    if len(questions) > MOST_QUESTIONS:
        yield Problem("questionnaire_too_long", where="version", params={"most": MOST_QUESTIONS})


def drafting_problems(draft: QuestionnaireVersion | None) -> Iterator[Problem]:
    """Why no new draft can be started: one exists."""
    if draft is not None:
        yield Problem("questionnaire_has_a_draft", where="version")
