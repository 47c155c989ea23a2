"""Figures of surveys come from kept counts, and agree with the answers themselves to the last digit."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from math import isqrt
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from surveys.counting import add_to_counts, kept_counts, options_of, recounted
from surveys.figures import figures_of_survey, figures_of_year
from surveys.models import Answer, AnswerCount, Response
from surveys.questions import asked
from surveys.services import take_response
from surveys.statistics import percent, points
from tests.factories.surveys import SurveyFactory, respond
from tests.kept_rows import kept

pytestmark = pytest.mark.django_db


def answer(survey, given, **facts):
    """A response that is counted, as the services do it."""
    response = respond(survey, given, **facts)
    options = options_of(asked(survey.version), given)
    add_to_counts(survey, channel=response.channel, received_at=response.received_at, options=options)
    return response


def moment(month, day=9):
    return datetime(2026, month, day, 2, tzinfo=UTC)


def fill(survey, count, seed, *, channel="open_link", months=(3, 4)):
    chance = Random(seed)
    by = survey.created_by if channel == "paper" else None
    for _each in range(count):
        given = {1: chance.choice((1, 3, 4, 5, 5)), 3: (chance.randint(1, 3),), 4: tuple({1, chance.randint(1, 3)})}
        answer(survey, given, channel=channel, received_at=moment(chance.choice(months)), by=by)


@kept
def two_places():
    one = SurveyFactory(opened=True)
    other = SurveyFactory(
        opened=True, commune=one.commune, cycle=one.cycle, version=one.version, place_name="Nhà văn hóa thôn 2"
    )
    fill(one, 40, 1)
    fill(one, 25, 2, channel="code")
    fill(other, 30, 3)
    return one, other


def test_kept_counts_are_those_of_the_answers(two_places):
    for survey in two_places:
        assert kept_counts(survey) == recounted(survey)
        assert sum(kept_counts(survey).values()) > 100


def test_a_count_that_differs_is_named(two_places):
    one, _other = two_places
    output = StringIO()
    call_command("check_survey_counts", stdout=output)
    assert "The counts of 2 surveys agree" in output.getvalue()
    AnswerCount.objects.filter(survey=one, question_number=3, channel="code").update(responses=0)
    with pytest.raises(CommandError, match="1 surveys"):
        call_command("check_survey_counts", stdout=output)
    assert f"{one.slug} code 2026-03 question 3 option 1: 0 kept" in output.getvalue()


def test_a_month_begins_where_the_commune_is():
    survey = SurveyFactory(opened=True)
    answer(survey, {1: 4}, received_at=datetime(2026, 3, 31, 18, tzinfo=UTC))
    assert {key[1] for key in kept_counts(survey)} == {key[1] for key in recounted(survey)}
    assert {key[1].month for key in kept_counts(survey)} == {4}


def square_root(value: Fraction) -> Fraction:
    scale = 10**30
    return Fraction(isqrt(value.numerator * scale * scale // value.denominator), scale)


def rounded(value: Fraction, places: str) -> Decimal:
    step = Fraction(places)
    return Decimal(int(value / step + Fraction(1, 2))) * Decimal(places)


def test_shares_means_and_intervals_agree_with_the_answers(two_places):
    """Computed from the rows of answers with whole numbers alone, by the definitions; equal to the last digit shown."""
    one, _other = two_places
    (figures,) = figures_of_year(one.commune, one.cycle)
    (scale,) = figures.satisfaction
    for channel in scale.channels:
        values = Answer.objects.filter(response__channel=channel.channel, question=scale.question)
        given = list(values.values_list("value", flat=True))
        count, z = len(given), Fraction("1.959963984540054235524594")
        share = Fraction(sum(value >= 4 for value in given), count)
        spread = z * square_root(share * (1 - share) / count + z * z / (4 * count * count))
        low, high = ((share + z * z / (2 * count) + sign * spread) / (1 + z * z / count) for sign in (-1, 1))
        result = channel.whole.satisfied
        assert [percent(each) for each in (result.value, result.low, result.high)] == [
            rounded(each * 100, "0.1") for each in (share, low, high)
        ]
        mean = Fraction(sum(given), count)
        variance = sum((value - mean) ** 2 for value in given) / (count - 1)
        quantile = {69: Fraction("1.994945"), 24: Fraction("2.063899")}[count - 1]
        half = quantile * square_root(variance / count)
        result = channel.whole.mean
        assert [points(each) for each in (result.value, result.low, result.high)] == [
            rounded(each, "0.01") for each in (mean, mean - half, mean + half)
        ]
    assert [channel.whole.answers for channel in scale.channels] == [70, 25]


def test_channels_stay_apart_and_choices_count_people(two_places):
    one, _other = two_places
    (figures,) = figures_of_year(one.commune, one.cycle)
    assert [each.channel for each in figures.responses] == ["open_link", "code"]
    several = next(each for each in figures.questions if each.question.kind == "multiple_choice")
    first = several.channels[0].whole
    assert (first.answers, first.share(1).value) == (70, 1)
    chosen = Counter(
        Answer.objects.filter(question=several.question, response__channel="open_link").values_list(
            "choice__position", flat=True
        )
    )
    assert {option.number: first.tally[option.number] for option in several.options} == dict(chosen)


def test_a_place_of_few_answers_hides_what_would_give_it_away(two_places):
    """Nine answers at a third place: neither it, nor the sum without it, is shown on any page."""
    one, other = two_places
    third = SurveyFactory(opened=True, commune=one.commune, cycle=one.cycle, version=one.version, place_name="Thôn 3")
    fill(third, 9, 4)
    (figures,) = figures_of_year(one.commune, one.cycle)
    cells = dict(figures.satisfaction[0].channels[0].places)
    assert cells[third].is_hidden
    assert sum(cell.is_hidden for cell in cells.values()) >= 2
    for survey in (one, other, third):
        own = figures_of_survey(survey).satisfaction[0].channels[0]
        assert (own.whole.is_hidden, own.whole.tally) == (cells[survey].is_hidden, cells[survey].tally)


def test_figures_need_as_many_queries_for_many_answers_as_for_few(two_places):
    one, _other = two_places

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as made:
            figures_of_year(one.commune, one.cycle)
        return len(made)

    before = queries()
    fill(one, 30, 5, channel="paper")
    assert queries() == before
    assert Response.objects.filter(survey=one).count() == 95


def test_a_response_is_counted_when_it_is_taken():
    survey = SurveyFactory(opened=True)
    given = {1: 4, 2: 5, 3: (2,), 4: (1, 3), 5: "tốt"}
    take_response(survey=survey, given=given, language="vi", now=moment(3), by=survey.created_by)
    assert kept_counts(survey) == recounted(survey)
    assert {key[2:]: count for key, count in kept_counts(survey).items()} == dict.fromkeys(
        [(0, 0), (1, 4), (2, 5), (3, 2), (4, 0), (4, 1), (4, 3), (5, 0)], 1
    )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_answers_that_arrive_at_once_are_all_counted():
    """Each in its own connection, in one month and channel: none is lost, none waits in a circle."""
    survey = SurveyFactory(opened=True)

    def answer_some(seed):
        try:
            fill(survey, 12, seed)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as people:
        list(people.map(answer_some, range(6)))
    assert kept_counts(survey) == recounted(survey)
    assert survey.responses.count() == 72
