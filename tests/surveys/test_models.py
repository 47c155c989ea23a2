"""The database keeps questionnaires as they were asked, and answers as they were given."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from surveys.models import Answer, Choice, CodeBatch, Question, Response, Survey, SurveyCode
from tests.factories.surveys import HOUR, PUBLISHED, SurveyFactory, close, draft_version, published_version, respond

pytestmark = pytest.mark.django_db


def refused(change) -> bool:
    try:
        with transaction.atomic():
            change()
    except IntegrityError:
        return True
    return False


def test_a_published_questionnaire_never_changes():
    draft, version = draft_version(), published_version()
    question, choice = version.questions.first(), Choice.objects.filter(question__version=version).first()

    assert refused(lambda: Question.objects.filter(pk=question.pk).update(text_vi="Khác"))
    assert refused(lambda: Question.objects.create(version=version, position=9, kind="likert5", text_vi="Thêm"))
    assert refused(lambda: draft.questions.filter(position=1).update(version=version, position=9))
    assert refused(lambda: Question.objects.filter(pk=question.pk).delete())
    assert refused(lambda: Choice.objects.filter(pk=choice.pk).update(text_vi="Khác"))
    assert refused(lambda: Choice.objects.create(question=choice.question, position=9, text_vi="Thêm"))
    assert refused(lambda: Choice.objects.filter(pk=choice.pk).delete())
    assert refused(lambda: type(version).objects.filter(pk=version.pk).update(published_at=None))
    assert not refused(lambda: draft.questions.filter(position=1).update(text_vi="Khác"))
    assert not refused(draft.delete)


def test_a_survey_asks_what_is_published_and_keeps_it():
    draft, survey, other = SurveyFactory(version=draft_version()), SurveyFactory(opened=True), published_version()
    by = survey.created_by

    def opened():
        draft.open(by=by, at=HOUR)
        draft.save()

    assert refused(opened)
    assert refused(lambda: Survey.objects.filter(pk=survey.pk).update(version=other))
    close(survey)
    assert refused(lambda: Survey.objects.filter(pk=survey.pk).update(state="open", closed_at=None, closed_by=None))


def test_answers_are_taken_only_while_the_survey_is_open():
    draft, survey = SurveyFactory(), SurveyFactory(opened=True)
    response = respond(survey, {1: 4})
    question = survey.version.questions.get(position=2)

    assert refused(lambda: respond(draft))
    close(survey)
    assert refused(lambda: respond(survey))
    assert refused(lambda: Answer.objects.create(response=response, question=question, value=3))


def test_an_answer_fits_its_question():
    survey, other = SurveyFactory(opened=True), SurveyFactory(opened=True)
    response = respond(survey, {})
    scale, second, one, several, text = survey.version.questions.all()
    strange, chosen = other.version.questions.first(), list(one.choices.all())

    def gives(question, **answer) -> bool:
        return not refused(lambda: Answer.objects.create(response=response, question=question, **answer))

    assert not gives(strange, value=4)
    assert not gives(scale, text="tốt")
    assert not gives(scale, value=6)
    assert not gives(one, value=3)
    assert not gives(one, choice=several.choices.first())
    assert not gives(text, value=4)
    assert not gives(text, text="")
    assert gives(scale, value=4)
    assert not gives(scale, value=5)
    assert gives(one, choice=chosen[0])
    assert not gives(one, choice=chosen[1])
    assert all(gives(several, choice=choice) for choice in several.choices.all())
    assert not gives(several, choice=several.choices.first())
    assert gives(second, value=1)
    assert gives(text, text="Cán bộ nhiệt tình")


def test_a_response_is_kept_as_it_was_given():
    survey = SurveyFactory(opened=True)
    by = survey.created_by
    online, paper = respond(survey, {1: 4}), respond(survey, {1: 2}, channel="paper", by=by)

    assert refused(lambda: Answer.objects.filter(response=online).update(value=5))
    assert refused(lambda: Response.objects.filter(pk=online.pk).update(channel="code"))
    assert refused(lambda: Answer.objects.filter(response=online).delete())
    assert refused(online.delete)
    assert refused(lambda: respond(survey, {}, channel="paper"))
    assert refused(lambda: respond(survey, {}, by=by))
    assert not refused(paper.delete)

    kept = respond(survey, {1: 1}, channel="paper", by=by)
    close(survey)
    assert refused(kept.delete)
    Survey.objects.filter(pk=survey.pk).update(answers_deleted_at=datetime(2037, 1, 1, tzinfo=UTC))
    assert not refused(lambda: Response.objects.filter(survey=survey).delete())


def test_a_code_is_used_once():
    survey = SurveyFactory(opened=True)
    batch = CodeBatch.objects.create(survey=survey, number=1, size=1, made_at=PUBLISHED, made_by=survey.created_by)
    code = SurveyCode.objects.create(batch=batch, digest="a" * 64)

    assert not refused(lambda: SurveyCode.objects.filter(pk=code.pk).update(used_at=HOUR))
    assert refused(lambda: SurveyCode.objects.filter(pk=code.pk).update(used_at=None))
    assert refused(lambda: SurveyCode.objects.filter(pk=code.pk).update(used_at=PUBLISHED))
