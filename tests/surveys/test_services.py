"""Surveys are opened and closed, codes are used once, and answers enter only where they fit."""

import json
from datetime import timedelta

import pytest

from kernel.refusals import Refused
from surveys import services
from surveys.management.commands.load_questionnaires import DOCUMENTS
from surveys.models import Answer, Questionnaire, Response, SpentForm, Survey, SurveyCode
from surveys.questions import asked
from surveys.services import OpenForm
from tests.factories.accounts import editor_of, officer
from tests.factories.communes import CommuneFactory, CycleFactory
from tests.factories.surveys import HOUR, SurveyFactory, draft_version, published_version

pytestmark = pytest.mark.django_db
WHOLE = {1: 4, 2: 5, 3: (2,), 4: (1, 3), 5: "Cán bộ nhiệt tình"}


def codes_of(refusal) -> list[str]:
    return [problem.code for problem in refusal.value.problems]


def form(name: str = "a", *, at=HOUR, seconds: int = 60, network: str = "network") -> OpenForm:
    return OpenForm(digest=name, opened_at=at - timedelta(seconds=seconds), running=at, network=network)


def test_the_standard_questionnaires_load_once_and_are_published():
    documents = json.loads(DOCUMENTS.read_text(encoding="utf-8"))

    assert len(services.load_questionnaires(documents, now=HOUR)) == 2
    assert services.load_questionnaires(documents, now=HOUR) == []
    result = {one.criterion_code: one.versions.get() for one in Questionnaire.objects.filter(is_standard=True)}
    assert sorted(result) == ["II.7.1", "II.7.2"]
    for version in result.values():
        questions = asked(version)
        assert version.published_at == HOUR
        assert 6 <= len(questions) <= 8
        assert all(question.text_vi and question.text_en for question in questions)
        assert all(choice.text_en for question in questions for choice in question.choices)
        assert sum(question.measures_satisfaction for question in questions) >= 4


def test_a_survey_is_opened_and_closed_for_good(at):
    commune, cycle = CommuneFactory(), CycleFactory()
    by, now = editor_of(commune), at(2026, 3, 2)
    facts = {"commune": commune, "cycle": cycle, "purpose": "Quý I", "place_kind": "village", "by": by, "now": now}
    with pytest.raises(Refused) as refusal:
        services.create_survey(version=draft_version(), place_name=" ", **facts)
    assert codes_of(refusal) == ["questionnaire_not_published", "survey_place_unnamed"]

    survey = services.create_survey(version=published_version(), place_name="Thôn Đoài", **facts)
    with pytest.raises(Refused) as refusal:
        services.close_survey(survey=survey, by=by, now=now)
    assert codes_of(refusal) == ["survey_not_open"]
    services.open_survey(survey=survey, by=by, now=now)
    services.close_survey(survey=survey, by=by, now=now)
    for again in (services.open_survey, services.discard_survey):
        with pytest.raises(Refused) as refusal:
            again(survey=survey, by=by, now=now)
        assert codes_of(refusal) == ["survey_not_a_draft"]


def test_the_end_of_the_year_ends_its_surveys(at):
    survey, draft, other = SurveyFactory(opened=True), SurveyFactory(), SurveyFactory(opened=True)
    late = at(2027, 1, 1, 0)

    with pytest.raises(Refused) as refusal:
        services.take_response(survey=survey, given=WHOLE, language="vi", now=late, form=form(at=late))
    assert codes_of(refusal) == ["survey_not_open"]
    with pytest.raises(Refused) as refusal:
        services.open_survey(survey=draft, by=draft.created_by, now=late)
    assert codes_of(refusal) == ["survey_year_over"]

    assert services.close_past_surveys(now=late - timedelta(seconds=1)) == []
    assert {one.pk for one in services.close_past_surveys(now=late)} == {survey.pk, other.pk}


def test_a_survey_that_was_never_opened_is_discarded_with_its_codes():
    survey = SurveyFactory()
    services.make_codes(survey=survey, size=3, by=survey.created_by, now=HOUR)

    services.discard_survey(survey=survey, by=survey.created_by, now=HOUR)

    assert (Survey.objects.count(), SurveyCode.objects.count()) == (0, 0)


def test_answers_are_stored_without_anything_about_the_person():
    survey = SurveyFactory(opened=True)
    late = HOUR + timedelta(minutes=42, seconds=7)

    response = services.take_response(survey=survey, given=WHOLE, language="en", now=late, form=form(at=late))

    assert (response.channel, response.received_at, response.language) == ("open_link", HOUR, "en")
    values = [(one.question.position, one.value or one.text or one.choice.position) for one in response.answers.all()]
    assert values == [(1, 4), (2, 5), (3, 2), (4, 1), (4, 3), (5, "Cán bộ nhiệt tình")]
    kept = {field.name for field in Response._meta.concrete_fields}
    assert kept == {"id", "survey", "channel", "received_at", "language", "entered_by", "answers_digest"}
    # Forms are in the order of their responses: the moment of one would be that of the other.
    assert SpentForm.objects.get().opened_at == HOUR


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({1: None}, "answer_missing", "1"),
        ({1: 6}, "answer_does_not_fit", "1"),
        ({1: "4"}, "answer_does_not_fit", "1"),
        ({3: (1, 2)}, "answer_does_not_fit", "3"),
        ({4: (9,)}, "answer_does_not_fit", "4"),
        ({4: (1, 1)}, "answer_does_not_fit", "4"),
        ({4: ()}, "answer_missing", "4"),
        ({5: "x" * 501}, "answer_too_long", "5"),
        ({9: 4}, "answer_not_asked", "9"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_at_its_question(change, code, where):
    with pytest.raises(Refused) as refusal:
        services.take_response(
            survey=SurveyFactory(opened=True), given=WHOLE | change, language="vi", now=HOUR, form=form()
        )

    assert [(one.code, one.where) for one in refusal.value.problems] == [(code, where)]
    assert Response.objects.count() == 0


def test_an_optional_answer_may_be_left_out():
    response = services.take_response(
        survey=SurveyFactory(opened=True), given=WHOLE | {5: ""}, language="vi", now=HOUR, form=form()
    )

    assert not Answer.objects.filter(response=response, question__position=5).exists()


def test_a_code_is_good_once_for_its_own_survey(settings):
    survey, other = SurveyFactory(opened=True), SurveyFactory(opened=True)
    _batch, codes = services.make_codes(survey=survey, size=3, by=survey.created_by, now=HOUR)
    assert len(set(codes)) == 3
    assert not SurveyCode.objects.filter(digest__in=codes).exists()

    def used(code, name, survey=survey):
        return services.take_response(
            survey=survey, given=WHOLE, language="vi", now=HOUR, form=form(name), code=code
        ).channel

    assert used(codes[0].upper().replace("-", " "), "a") == "code"
    for code, where in ((codes[0], survey), ("abcd-efgh-jkmn", survey), (codes[1], other)):
        with pytest.raises(Refused) as refusal:
            used(code, "b", where)
        assert codes_of(refusal) == ["code_not_usable"]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert used(codes[2], "c") == "code"
    assert Response.objects.count() == 2


def test_paper_is_entered_by_somebody():
    survey = SurveyFactory(opened=True)

    response = services.take_response(survey=survey, given=WHOLE, language="vi", now=HOUR, by=survey.created_by)

    assert (response.channel, response.entered_by) == ("paper", survey.created_by)


def test_a_published_version_is_followed_by_a_copy():
    by, version = officer(), published_version()
    with pytest.raises(Refused) as refusal:
        services.publish_version(version=version, by=by, now=HOUR)
    assert codes_of(refusal) == ["questionnaire_published"]

    draft = services.draft_version(questionnaire=version.questionnaire, by=by, now=HOUR)
    with pytest.raises(Refused):
        services.draft_version(questionnaire=version.questionnaire, by=by, now=HOUR)

    def texts(version):
        return [(one.kind, one.text_vi, [each.text_vi for each in one.choices]) for one in asked(version)]

    assert (draft.number, texts(draft)) == (2, texts(version))
    first, second = draft.questions.all()[:2]
    services.move_question(question=second, by=by, now=HOUR)
    assert [one.pk for one in asked(draft)][:2] == [second.pk, first.pk]
    services.delete_question(question=draft.questions.get(pk=first.pk), by=by, now=HOUR)
    assert [one.position for one in asked(draft)] == [1, 2, 3, 4]
    with pytest.raises(Refused) as refusal:
        services.publish_version(version=draft, by=by, now=HOUR)
    assert codes_of(refusal) == ["questionnaire_measures_nothing"]
    one = draft.questions.get(pk=second.pk)
    one.measures_satisfaction = True
    services.save_question(version=draft, question=one, choices_vi=[], choices_en=[], by=by, now=HOUR)
    assert services.publish_version(version=draft, by=by, now=HOUR).published_at == HOUR
    with pytest.raises(Refused) as refusal:
        services.save_question(version=draft, question=one, choices_vi=[], choices_en=[], by=by, now=HOUR)
    assert codes_of(refusal) == ["questionnaire_published"]
