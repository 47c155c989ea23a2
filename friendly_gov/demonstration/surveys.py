"""Citizen surveys of a demonstration year: made-up answers of nobody."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from communes.models import Registration
from friendly_gov.demonstration import words
from kernel.deadlines import CITY_ZONE
from surveys.management.commands.load_questionnaires import DOCUMENTS
from surveys.models import Question, QuestionnaireVersion, Survey
from surveys.questions import AskedQuestion, Given, asked
from surveys.services import (
    OpenForm,
    close_survey,
    create_survey,
    load_questionnaires,
    make_codes,
    open_survey,
    take_response,
)

if TYPE_CHECKING:
    from friendly_gov.demonstration.year import DemoYear

_UNITS, _CODED, _ON_PAPER = 3, 12, 10
# Of each questionnaire: when it is asked, where, and how many answer through the link.
_ASKED = {
    "service-center": (3, Survey.PlaceKind.COUNTER, "Quầy tiếp nhận hồ sơ", 34),
    "authority": (6, Survey.PlaceKind.ONLINE, "", 22),
}


def ask_citizens(demo: DemoYear, *, finished: bool) -> None:
    """The first units of the year ask their citizens; the surveys of a finished year are closed."""
    chance = random.Random(f"surveys {demo.cycle.year}")  # noqa: S311 (a demonstration, not a secret)
    load_questionnaires(json.loads(DOCUMENTS.read_text(encoding="utf-8")), now=_moment(demo, 1, 6))
    latest = {one.questionnaire.key: one for one in QuestionnaireVersion.objects.select_related("questionnaire")}
    registered = [entry for entry in demo.registrations() if entry.is_registered]
    for entry in registered[:_UNITS]:
        for key in _ASKED:
            survey = _opened(demo, entry, latest[key])
            _answer(demo, survey, chance)
            if finished:
                close_survey(survey=survey, by=survey.created_by, now=_moment(demo, 10, 15))


def _moment(demo: DemoYear, month: int, day: int, hour: int = 9) -> datetime:
    return datetime(demo.cycle.year, month, day, hour, tzinfo=CITY_ZONE)


def _opened(demo: DemoYear, entry: Registration, version: QuestionnaireVersion) -> Survey:
    month, place_kind, place_name, _count = _ASKED[version.questionnaire.key]
    by, now = demo.people.editors[entry.commune.code], _moment(demo, month, 2)
    survey = create_survey(
        commune=entry.commune,
        cycle=demo.cycle,
        version=version,
        purpose=words.SURVEY_PURPOSE,
        place_kind=place_kind,
        place_name=place_name,
        by=by,
        now=now,
    )
    return open_survey(survey=survey, by=by, now=now)


def _answer(demo: DemoYear, survey: Survey, chance: random.Random) -> None:
    """People answer over four months: through the link, with a code, and on paper."""
    month, _kind, _name, count = _ASKED[survey.version.questionnaire.key]
    by, opened, questions = survey.created_by, _moment(demo, month, 3), asked(survey.version)
    _batch, codes = make_codes(survey=survey, size=_CODED, by=by, now=opened)
    # A unit is liked more or less, and so are its answers.
    liked = chance.uniform(3.6, 4.5)
    ways = [*codes, *[""] * (count + _ON_PAPER)]
    for number, code in enumerate(ways):
        now = opened + timedelta(days=chance.randrange(115), hours=chance.randrange(9))
        is_on_paper = number >= _CODED + count
        form = OpenForm(f"{survey.slug} {number}", now - timedelta(minutes=1), now, f"{survey.slug} {number}")
        take_response(
            survey=survey,
            given=_given(questions, liked, chance),
            language="vi",
            now=now,
            form=None if is_on_paper else form,
            code=code,
            by=by if is_on_paper else None,
        )


def _given(questions: tuple[AskedQuestion, ...], liked: float, chance: random.Random) -> Given:
    given: dict[int, int | tuple[int, ...] | str] = {}
    for question in questions:
        places = [choice.position for choice in question.choices]
        if question.kind == Question.Kind.LIKERT5:
            given[question.position] = min(5, max(1, round(chance.gauss(liked, 0.9))))
        elif question.kind == Question.Kind.SINGLE_CHOICE:
            given[question.position] = (chance.choice(places),)
        elif question.kind == Question.Kind.MULTIPLE_CHOICE:
            given[question.position] = tuple(sorted(chance.sample(places, chance.randrange(3))))
        elif chance.random() < 0.2:
            given[question.position] = chance.choice(words.CITIZENS_SAY)
    return given
