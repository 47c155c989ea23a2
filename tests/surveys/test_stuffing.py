"""An attack on the open link: what is held off, what is marked, and that the people of the same hour are kept."""

from collections import Counter
from datetime import timedelta

import pytest

from kernel.refusals import Refused
from surveys import limits, services
from surveys.hints import BURST_FROM, IDENTICAL_FROM, NETWORK_FROM
from surveys.limits import network_key
from surveys.models import NetworkCount, Question, QuestionnaireVersion, Response, ResponseHint, SpentForm
from surveys.queries import hint_counts
from surveys.services import OpenForm
from tests.factories.surveys import HOUR, PUBLISHED, QuestionnaireFactory, SurveyFactory

pytestmark = pytest.mark.django_db
BEST = {1: 5, 2: 5, 3: (1,), 4: (1,)}
MINUTES = timedelta(minutes=1)


def sent(survey, name, *, after, network, given=None, age=timedelta(seconds=40)) -> str:
    """What becomes of one form: "kept", "again" or the reason against it."""
    running = HOUR + after
    form = OpenForm(digest=str(name), opened_at=running - age, running=running, network=network)
    try:
        kept = services.take_response(survey=survey, given=given or BEST, language="vi", now=running, form=form)
    except Refused as refusal:
        return refusal.problems[0].code
    return "kept" if kept else "again"


@pytest.mark.long
def test_five_thousand_automated_answers_in_one_hour():
    """Of 5,000 at most what one network may send is kept, all of it marked; 30 people of that hour are all kept."""
    survey = SurveyFactory(opened=True)
    answers: Counter[str] = Counter()
    pause = timedelta(seconds=3600) / 5000
    for number in range(5000):
        after = pause * number
        if number % 170 == 0:
            person = number // 170
            own = {1: 1 + person % 5, 2: 1 + person // 5 % 5, 3: (1 + person % 3,), 4: (2,), 5: f"Ý kiến {person}"}
            answers["person " + sent(survey, f"person {person}", after=after, network=f"home {person}", given=own)] += 1
        if number % 5 == 0:
            answers[sent(survey, "the same form", after=after, network="machine")] += 1
        elif number % 5 == 1:
            answers[sent(survey, number, after=after, network="machine", age=timedelta(seconds=1))] += 1
        elif number % 5 == 2:
            answers[sent(survey, number, after=after, network="machine", age=timedelta(days=2))] += 1
        else:
            answers[sent(survey, number, after=after, network="machine")] += 1

    allowed = limits.NETWORK.burst + timedelta(hours=1) // limits.NETWORK.pause
    assert answers["person kept"] == 30
    assert answers["form_too_fast"] == answers["form_too_old"] == 1000
    assert answers["again"] == 999
    assert answers["kept"] <= allowed
    assert answers["network_too_busy"] == 2001 - answers["kept"]
    assert Response.objects.count() == answers["kept"] + 30

    marked = Counter(ResponseHint.objects.values_list("kind", flat=True))
    assert marked["one_network"] == answers["kept"] - NETWORK_FROM
    assert marked["identical"] == answers["kept"] - IDENTICAL_FROM
    assert marked["burst"] == Response.objects.count() - BURST_FROM
    people = Response.objects.filter(answers__text__startswith="Ý kiến")
    assert not ResponseHint.objects.filter(response__in=people, kind__in=["one_network", "identical"]).exists()


def test_many_networks_are_marked_and_none_is_dropped():
    survey = SurveyFactory(opened=True)

    answers = Counter(sent(survey, number, after=MINUTES, network=f"network {number}") for number in range(80))

    assert answers == {"kept": 80}
    marked = Counter(ResponseHint.objects.values_list("kind", flat=True))
    assert marked == {"identical": 80 - IDENTICAL_FROM, "burst": 80 - BURST_FROM}


def test_a_form_held_off_is_kept_when_it_is_sent_again():
    survey = SurveyFactory(opened=True)
    for number in range(limits.NETWORK.burst):
        sent(survey, number, after=MINUTES, network="village")

    assert sent(survey, "mine", after=MINUTES, network="village") == "network_too_busy"
    assert sent(survey, "mine", after=MINUTES + limits.NETWORK.pause, network="village") == "kept"
    assert sent(survey, "mine", after=2 * MINUTES, network="village") == "again"


def test_a_code_is_not_held_off_by_its_network():
    survey = SurveyFactory(opened=True)
    _batch, (code,) = services.make_codes(survey=survey, size=1, by=survey.created_by, now=HOUR)
    for number in range(limits.NETWORK.burst):
        sent(survey, number, after=MINUTES, network="village")
    form = OpenForm("coded", HOUR, HOUR + MINUTES, "village")

    assert services.take_response(survey=survey, given=BEST, language="vi", now=HOUR, form=form, code=code)


def test_the_same_value_for_every_question_is_marked():
    survey = SurveyFactory(opened=True, version=four_scales())

    straight, mixed = (
        services.take_response(survey=survey, given=given, language="vi", now=HOUR, by=survey.created_by)
        for given in ({1: 5, 2: 5, 3: 5, 4: 5}, {1: 5, 2: 5, 3: 4, 4: 5})
    )

    assert [hint.kind for hint in straight.hints.all()] == ["straight_line"]
    assert not mixed.hints.exists()
    # Of two people it would say how one of them answered.
    assert hint_counts([survey]) == []
    for value in range(8):
        given = dict.fromkeys(range(1, 5), value % 5 + 1)
        services.take_response(survey=survey, given=given, language="vi", now=HOUR, by=survey.created_by)
    assert [count for _words, count in hint_counts([survey])] == [9]


def four_scales():
    version = QuestionnaireVersion.objects.create(questionnaire=QuestionnaireFactory(), number=1)
    for position in range(1, 5):
        Question.objects.create(version=version, position=position, kind="likert5", text_vi="Câu")
    version.published_at = PUBLISHED
    version.save()
    return version


def test_a_network_is_forgotten_with_its_day(at):
    now = at(2026, 3, 9, 23)
    tomorrow = now + timedelta(hours=2)
    survey = SurveyFactory(opened=True)
    form = OpenForm("one", now - MINUTES, now, network_key("203.0.113.7", now=now))
    services.take_response(survey=survey, given=BEST, language="vi", now=now, form=form)

    assert network_key("203.0.113.7", now=now) == form.network
    assert network_key("203.0.113.7", now=tomorrow) != form.network
    assert not NetworkCount.objects.filter(digest__contains="203.0.113").exists()
    assert services.forget_forms(now=now) == (0, 0)
    assert services.forget_forms(now=tomorrow) == (0, 1)
    assert services.forget_forms(now=now + timedelta(days=3)) == (1, 0)
    assert (NetworkCount.objects.count(), SpentForm.objects.count(), Response.objects.count()) == (0, 0, 1)
