"""The department's questionnaires: drafted, published, and then never changed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from kernel.problems import required
from kernel.refusals import refuse_if
from surveys import policies
from surveys.models import Choice, Question, Questionnaire, QuestionnaireVersion
from surveys.questions import asked


@transaction.atomic
def load_questionnaires(documents: Iterable[Mapping], *, now: datetime) -> list[Questionnaire]:
    """Load the standard questionnaires that do not exist yet, each with its first version published; returns those."""
    known = set(Questionnaire.objects.values_list("key", flat=True))
    loaded = []
    for document in documents:
        if document["key"] in known:
            continue
        named = {name: document[name] for name in ("key", "title_vi", "title_en", "criterion_code")}
        questionnaire = Questionnaire.objects.create(**named, is_standard=True)
        version = QuestionnaireVersion.objects.create(questionnaire=questionnaire, number=1)
        for position, asks in enumerate(document["questions"], start=1):
            _add_loaded(version, position, asks)
        refuse_if(policies.publishing_problems(version, asked(version)))
        version.published_at = now
        version.save()
        record("surveys.load_questionnaires", by=None, now=now, on=questionnaire)
        loaded.append(questionnaire)
    return loaded


def _add_loaded(version: QuestionnaireVersion, position: int, asks: Mapping) -> None:
    question = Question.objects.create(
        version=version,
        position=position,
        kind=asks["kind"],
        text_vi=asks["vi"],
        text_en=asks["en"],
        is_required=asks["is_required"],
        measures_satisfaction=asks.get("measures_satisfaction", False),
    )
    choices = asks.get("choices", ())
    _set_choices(question, [one["vi"] for one in choices], [one["en"] for one in choices])


@transaction.atomic
def create_questionnaire(
    *, key: str, title_vi: str, title_en: str, criterion_code: str, by: User, now: datetime
) -> QuestionnaireVersion:
    """Create a questionnaire with an empty draft.

    Raises:
        ValidationError: a value does not fit its field, or the short name is taken.
    """
    questionnaire = Questionnaire(key=key, title_vi=title_vi, title_en=title_en, criterion_code=criterion_code)
    questionnaire.full_clean()
    questionnaire.save()
    record("surveys.create_questionnaire", by=by, now=now, on=questionnaire)
    return QuestionnaireVersion.objects.create(questionnaire=questionnaire, number=1)


@transaction.atomic
def draft_version(*, questionnaire: Questionnaire, by: User, now: datetime) -> QuestionnaireVersion:
    """Begin the next version as a copy of the last one.

    Raises:
        Refused: there is a draft already.
    """
    questionnaire = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    versions = questionnaire.versions.order_by("-number")
    refuse_if(policies.drafting_problems(versions.filter(published_at=None).first()))
    last = required(versions.first())
    version = QuestionnaireVersion.objects.create(questionnaire=questionnaire, number=last.number + 1)
    for question in last.questions.all():
        choices = list(question.choices.all())
        question.pk, question.version, question._state.adding = None, version, True
        question.save()
        _set_choices(question, [one.text_vi for one in choices], [one.text_en for one in choices])
    record("surveys.draft_version", by=by, now=now, on=questionnaire, number=version.number)
    return version


@transaction.atomic
def save_question(
    *,
    version: QuestionnaireVersion,
    question: Question,
    choices_vi: Sequence[str],
    choices_en: Sequence[str],
    by: User,
    now: datetime,
) -> Question:
    """Save a question of a draft, a new one at the end, with its choices.

    Raises:
        Refused: the version is published, or the choices do not fit the kind.
        ValidationError: a value does not fit its field.
    """
    version = _lock(version)
    problems = policies.question_problems(question.kind, choices_vi, choices_en)
    refuse_if([*policies.editing_problems(version), *problems])
    question.version = version
    if question.pk is None:
        question.position = 1 + max((one.position for one in version.questions.all()), default=0)
    question.measures_satisfaction &= question.kind == Question.Kind.LIKERT5
    question.full_clean()
    question.save()
    question.choices.all().delete()
    if question.kind in Question.WITH_CHOICES:
        _set_choices(question, choices_vi, choices_en)
    record("surveys.save_question", by=by, now=now, on=version.questionnaire, position=question.position)
    return question


@transaction.atomic
def delete_question(*, question: Question, by: User, now: datetime) -> None:
    """Delete a question of a draft; those after it move up.

    Raises:
        Refused: the version is published.
    """
    version = _lock(question.version)
    refuse_if(policies.editing_problems(version))
    position = question.position
    question.delete()
    for later in version.questions.filter(position__gt=position).order_by("position"):
        Question.objects.filter(pk=later.pk).update(position=later.position - 1)
    record("surveys.delete_question", by=by, now=now, on=version.questionnaire, position=position)


@transaction.atomic
def move_question(*, question: Question, by: User, now: datetime) -> None:
    """Move a question of a draft one place up; the first one stays.

    Raises:
        Refused: the version is published.
    """
    version = _lock(question.version)
    refuse_if(policies.editing_problems(version))
    rows = version.questions
    above = rows.filter(position__lt=question.position).order_by("-position").first()
    if above is None:
        return
    place, free = question.position, 1 + max(rows.values_list("position", flat=True))
    for pk, position in ((above.pk, free), (question.pk, above.position), (above.pk, place)):
        rows.filter(pk=pk).update(position=position)
    record("surveys.move_question", by=by, now=now, on=version.questionnaire, position=place)


@transaction.atomic
def publish_version(*, version: QuestionnaireVersion, by: User, now: datetime) -> QuestionnaireVersion:
    """Publish a draft: communes may use it, and it never changes again.

    Raises:
        Refused: it is published, or no question measures satisfaction.
    """
    version = _lock(version)
    refuse_if(policies.publishing_problems(version, asked(version)))
    version.published_at, version.published_by = now, by
    version.save()
    record("surveys.publish_version", by=by, now=now, on=version.questionnaire, number=version.number)
    return version


def _lock(version: QuestionnaireVersion) -> QuestionnaireVersion:
    rows = QuestionnaireVersion.objects.select_for_update(of=("self",)).select_related("questionnaire")
    return rows.get(pk=version.pk)


def _set_choices(question: Question, choices_vi: Sequence[str], choices_en: Sequence[str]) -> None:
    english = list(choices_en) or [""] * len(choices_vi)
    Choice.objects.bulk_create(
        Choice(question=question, position=place, text_vi=vi, text_en=en)
        for place, (vi, en) in enumerate(zip(choices_vi, english, strict=True), start=1)
    )
