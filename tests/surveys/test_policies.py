"""Why questionnaires, surveys and codes cannot change, and which answers fit, each reason at its boundary."""

from dataclasses import replace
from datetime import timedelta

import pytest

from communes.models import Cycle
from kernel.deadlines import deadline
from surveys import policies
from surveys.models import Question, QuestionnaireVersion, Survey
from surveys.questions import AskedChoice, AskedQuestion
from tests.factories.surveys import HOUR

pytestmark = pytest.mark.once

Kind, State = Question.Kind, Survey.State
DRAFT, PUBLISHED = QuestionnaireVersion(), QuestionnaireVersion(published_at=HOUR)
YEAR = Cycle(year=2026)
OVER = deadline(HOUR.date().replace(year=2027, month=1, day=1))
SECOND = timedelta(seconds=1)


def codes(problems) -> list[str]:
    return [problem.code for problem in problems]


@pytest.mark.parametrize(("version", "now", "expected"), [
    (PUBLISHED, OVER - SECOND, []),
    (PUBLISHED, OVER, ["survey_year_over"]),
    (DRAFT, OVER - SECOND, ["questionnaire_not_published"]),
])  # fmt: skip
def test_a_survey_needs_a_published_questionnaire_and_a_year_that_lasts(version, now, expected):
    assert codes(policies.survey_problems(YEAR, version, now=now)) == expected
    draft, opened = Survey(cycle=YEAR, version=version), Survey(cycle=YEAR, version=version, state=State.OPEN)
    assert codes(policies.opening_problems(draft, now=now)) == expected
    assert codes(policies.opening_problems(opened, now=now)) == ["survey_not_a_draft", *expected]


def test_each_step_of_a_survey_has_its_state():
    possible = {}
    for state in State:
        survey = Survey(cycle=YEAR, state=state)
        steps = (policies.discarding_problems(survey), policies.closing_problems(survey))
        possible[state] = [not codes(step) for step in (*steps, policies.taking_problems(survey, now=HOUR))]
    assert possible == {State.DRAFT: [True, False, False], State.OPEN: [False, True, True], State.CLOSED: [False] * 3}
    assert codes(policies.taking_problems(Survey(cycle=YEAR, state=State.OPEN), now=OVER)) == ["survey_not_open"]


@pytest.mark.parametrize(("kind", "name", "expected"), [
    (Survey.PlaceKind.ONLINE, "", []),
    (Survey.PlaceKind.COUNTER, "Quầy số 1", []),
    (Survey.PlaceKind.COUNTER, " ", ["survey_place_unnamed"]),
])  # fmt: skip
def test_a_counter_has_a_name(kind, name, expected):
    assert codes(policies.place_problems(kind, name)) == expected


@pytest.mark.parametrize(("size", "made", "expected"), [
    (0, 0, ["codes_out_of_range"]),
    (1, 4999, []),
    (1000, 4000, []),
    (1000, 4001, ["codes_too_many"]),
    (1001, 0, ["codes_out_of_range"]),
    (1, 5000, ["codes_too_many"]),
])  # fmt: skip
def test_codes_are_made_a_thousand_at_once_and_five_thousand_in_all(size, made, expected):
    assert codes(policies.codes_problems(Survey(state=State.DRAFT), size=size, made=made)) == expected
    closed = Survey(state=State.CLOSED)
    assert codes(policies.codes_problems(closed, size=size, made=made)) == ["survey_not_open", *expected]


def question(kind, position=3, **fields) -> AskedQuestion:
    choices = tuple(AskedChoice(pk=n, position=n, text_vi="", text_en="") for n in (1, 2, 3) if kind in _WITH_CHOICES)
    facts = {"is_required": True, "measures_satisfaction": False, "text_vi": "", "text_en": ""} | fields
    return AskedQuestion(pk=position, position=position, kind=kind, choices=choices, **facts)


_WITH_CHOICES = (Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE)


@pytest.mark.parametrize(("kind", "fitting", "others"), [
    (Kind.LIKERT5, [1, 5], [0, 6, "4", (4,)]),
    (Kind.SHORT_TEXT, ["Tốt", "x" * 500], [4, (1,)]),
    (Kind.SINGLE_CHOICE, [(1,), (3,)], [(4,), (1, 2), (1, 1), 1, "1"]),
    (Kind.MULTIPLE_CHOICE, [(1,), (3, 1), (1, 2, 3)], [(0,), (1, 4), (2, 2), 1, "1"]),
])  # fmt: skip
def test_an_answer_is_of_its_questions_kind(kind, fitting, others):
    asked = question(kind)
    for answer in fitting:
        assert codes(policies.answer_problems(asked, answer)) == [], answer
    for answer in others:
        assert codes(policies.answer_problems(asked, answer)) == ["answer_does_not_fit"], answer
    for nothing in (None, "", ()):
        assert codes(policies.answer_problems(asked, nothing)) == ["answer_missing"]
        assert codes(policies.answer_problems(replace(asked, is_required=False), nothing)) == []


def test_a_text_has_five_hundred_letters_and_only_what_was_asked_is_answered():
    text, scale = question(Kind.SHORT_TEXT, 1), question(Kind.LIKERT5, 2)
    problems = policies.answering_problems([text, scale], {1: "x" * 501, 4: 1, 3: 1})
    assert [(one.code, one.where) for one in problems] == [
        ("answer_too_long", "1"),
        ("answer_missing", "2"),
        ("answer_not_asked", "3"),
        ("answer_not_asked", "4"),
    ]


@pytest.mark.parametrize(("kind", "vietnamese", "english", "expected"), [
    (Kind.LIKERT5, [], [], []),
    (Kind.SINGLE_CHOICE, ["a"], [], ["question_with_few_choices"]),
    (Kind.SINGLE_CHOICE, ["a", "b"], [], []),
    (Kind.MULTIPLE_CHOICE, ["a", "b"], ["a", "b"], []),
    (Kind.MULTIPLE_CHOICE, ["a", "b"], ["a"], ["question_choices_differ"]),
])  # fmt: skip
def test_a_choice_has_two_answers_at_least_and_as_many_in_english(kind, vietnamese, english, expected):
    assert codes(policies.question_problems(kind, vietnamese, english)) == expected


def test_a_version_is_published_once_with_twenty_questions_at_most_one_of_them_on_satisfaction():
    plain, measuring = question(Kind.LIKERT5), question(Kind.LIKERT5, measures_satisfaction=True)
    assert codes(policies.publishing_problems(DRAFT, [measuring, *[plain] * 19])) == []
    assert codes(policies.publishing_problems(DRAFT, [measuring, *[plain] * 20])) == ["questionnaire_too_long"]
    assert codes(policies.publishing_problems(DRAFT, [plain])) == ["questionnaire_measures_nothing"]
    assert codes(policies.publishing_problems(PUBLISHED, [measuring])) == ["questionnaire_published"]
    assert codes(policies.drafting_problems(None)) == []
    assert codes(policies.drafting_problems(DRAFT)) == ["questionnaire_has_a_draft"]
