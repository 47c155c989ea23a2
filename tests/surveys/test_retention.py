"""Answers are deleted after their time by command; the counts stay, and a dry run deletes nothing."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from audit.models import Entry
from kernel.refusals import Refused
from surveys.counting import add_to_counts, kept_counts, options_of
from surveys.models import Answer, AnswerCount, RedactedText, Response
from surveys.questions import asked
from surveys.services import hide_name
from surveys.summary_queries import texts_of
from tests.factories.surveys import HOUR, SurveyFactory, close, respond

pytestmark = pytest.mark.django_db


def answer(survey, given):
    response = respond(survey, given)
    options = options_of(asked(survey.version), given)
    add_to_counts(survey, channel=response.channel, received_at=response.received_at, options=options)
    return response


def cleared(*arguments):
    output = StringIO()
    call_command("clear_survey_answers", *arguments, stdout=output)
    return output.getvalue()


@pytest.fixture
def survey():
    survey = SurveyFactory(opened=True)
    for value in (5, 4, 1):
        answer(survey, {1: value, 5: "Chị Hoa làm chậm"})
    hide_name(
        answer=Answer.objects.filter(question__position=5)[0], shown="[…] làm chậm", by=survey.created_by, now=HOUR
    )
    return close(survey)


def test_answers_go_and_counts_stay(survey, at):
    before = kept_counts(survey)
    at(2028, 12, 31)
    assert "0 answers, 0 surveys." in cleared()
    at(2029, 1, 2)
    assert "3 answers, 1 surveys." in cleared("--dry-run")
    assert Response.objects.count() == 3
    assert "3 answers, 1 surveys." in cleared()
    assert not Response.objects.exists()
    assert not RedactedText.objects.exists()
    assert kept_counts(survey) == before
    assert Entry.objects.get(verb="surveys.clear_answers").facts["count"] == 3
    assert "0 answers, 0 surveys." in cleared()


def test_answers_stay_while_the_counts_differ(survey, at):
    AnswerCount.objects.filter(survey=survey, question_number=1).update(responses=7)
    at(2029, 1, 2)
    with pytest.raises(CommandError, match="check_survey_counts"):
        cleared()
    assert Response.objects.count() == 3


def test_a_hidden_name_is_shown_to_nobody(survey):
    shown = [text.shown for text in texts_of(survey)]
    assert sorted(shown) == ["Chị Hoa làm chậm", "Chị Hoa làm chậm", "[…] làm chậm"]
    assert "Hoa" not in str(Entry.objects.get(verb="surveys.hide_name").facts)


@pytest.mark.parametrize("shown", ["Chị Hoa làm nhanh", "Chị Hoa làm chậm", "chậm làm"])
def test_hiding_a_name_only_takes_words_out(survey, shown):
    with pytest.raises(Refused):
        hide_name(answer=Answer.objects.filter(question__position=5)[1], shown=shown, by=survey.created_by, now=HOUR)
