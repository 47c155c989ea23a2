"""Questionnaires, surveys and answers for tests."""

from collections.abc import Mapping
from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from surveys.models import Answer, Choice, Question, Questionnaire, QuestionnaireVersion, Response, Survey
from tests.factories.accounts import UserFactory
from tests.factories.communes import CommuneFactory, CycleFactory

PUBLISHED = datetime(2026, 1, 10, 2, 0, tzinfo=UTC)
OPENED = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
HOUR = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
KINDS = (("likert5", True), ("likert5", False), ("single_choice", False), ("multiple_choice", False))


class QuestionnaireFactory(DjangoModelFactory):
    class Meta:
        model = Questionnaire
        django_get_or_create = ("key",)

    key = factory.Sequence(lambda n: f"phieu-{n}")
    title_vi = factory.Sequence(lambda n: f"Phiếu hỏi {n}")
    title_en = factory.Sequence(lambda n: f"Questionnaire {n}")
    criterion_code = "II.7.1"


def draft_version(questionnaire: Questionnaire | None = None, number: int = 1) -> QuestionnaireVersion:
    """A draft with two questions on the scale, one of each kind of choice, and a short text that is optional."""
    questionnaire = questionnaire or QuestionnaireFactory()
    version = QuestionnaireVersion.objects.create(questionnaire=questionnaire, number=number)
    for position, (kind, measures) in enumerate(KINDS, start=1):
        question = Question.objects.create(
            version=version,
            position=position,
            kind=kind,
            text_vi=f"Câu {position}",
            text_en=f"Question {position}",
            measures_satisfaction=measures,
        )
        for place in (1, 2, 3) if kind.endswith("choice") else ():
            Choice.objects.create(question=question, position=place, text_vi=f"Lựa chọn {place}")
    Question.objects.create(version=version, position=5, kind="short_text", text_vi="Góp ý", is_required=False)
    return version


def published_version(questionnaire: Questionnaire | None = None, number: int = 1) -> QuestionnaireVersion:
    version = draft_version(questionnaire, number)
    version.published_at = PUBLISHED
    version.save()
    return version


class SurveyFactory(DjangoModelFactory):
    """A draft; with the traits `opened` and `closed` further on."""

    class Meta:
        model = Survey

    cycle = factory.SubFactory(CycleFactory)
    commune = factory.SubFactory(CommuneFactory)
    version = factory.LazyFunction(published_version)
    purpose = "Hài lòng của người dân quý I"
    place_kind = Survey.PlaceKind.COUNTER
    place_name = "Quầy số 1"
    created_at = OPENED
    created_by = factory.SubFactory(UserFactory)

    class Params:
        opened = factory.Trait(state=Survey.State.OPEN, opened_at=OPENED, opened_by=factory.SelfAttribute("created_by"))

    @classmethod
    def _create(cls, model_class, *args, closed=False, **fields):
        survey = super()._create(model_class, *args, **fields)
        return close(survey) if closed else survey


def close(survey: Survey) -> Survey:
    """Close it, once its answers are in."""
    survey.close(by=survey.created_by, at=datetime(2026, 11, 1, tzinfo=UTC))
    survey.save()
    return survey


def respond(
    survey: Survey,
    given: Mapping[int, object] | None = None,
    *,
    channel: str = "open_link",
    received_at: datetime = HOUR,
    by=None,
) -> Response:
    """A response with answers by the question's position: a value, a text, or the positions of choices."""
    response = Response.objects.create(survey=survey, channel=channel, received_at=received_at, entered_by=by)
    questions = {one.position: one for one in survey.version.questions.all()}
    for position, answer in (given if given is not None else {1: 4, 2: 5, 3: (1,), 4: (1, 3)}).items():
        question = questions[position]
        if isinstance(answer, tuple):
            chosen = Choice.objects.filter(question=question, position__in=answer)
            Answer.objects.bulk_create(Answer(response=response, question=question, choice=one) for one in chosen)
        elif question.kind == Question.Kind.SHORT_TEXT:
            Answer.objects.create(response=response, question=question, text=str(answer))
        else:
            Answer.objects.create(response=response, question=question, value=answer)
    return response
