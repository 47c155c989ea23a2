"""What a version asks, and what a person gave, as plain data: pages, paper entry and figures use the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language

from surveys.models import Choice, Question, QuestionnaireVersion, Survey

# By the question's position: a value from 1 to 5, the positions of the chosen choices, or a text.
Given = Mapping[int, int | tuple[int, ...] | str]
LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True)
class AskedChoice:
    """One choice of a question."""

    pk: int
    position: int
    text_vi: str
    text_en: str

    @property
    def text(self) -> str:
        """The text in the active language."""
        return _in_language(self.text_vi, self.text_en)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question of a version, with its choices."""

    pk: int
    position: int
    kind: str
    text_vi: str
    text_en: str
    is_required: bool
    measures_satisfaction: bool
    choices: tuple[AskedChoice, ...] = ()

    @property
    def text(self) -> str:
        """The text in the active language."""
        return _in_language(self.text_vi, self.text_en)


def _in_language(vietnamese: str, english: str) -> str:
    return english if get_language() == "en" and english else vietnamese


def asked(version: QuestionnaireVersion) -> tuple[AskedQuestion, ...]:
    """The questions of a version in their order; two queries."""
    choices: dict[int, list[AskedChoice]] = {}
    for one in Choice.objects.filter(question__version=version):
        offered = choices.setdefault(one.question_id, [])
        offered.append(AskedChoice(one.pk, one.position, one.text_vi, one.text_en))
    return tuple(
        AskedQuestion(
            pk=one.pk,
            position=one.position,
            kind=one.kind,
            text_vi=one.text_vi,
            text_en=one.text_en,
            is_required=one.is_required,
            measures_satisfaction=one.measures_satisfaction,
            choices=tuple(choices.get(one.pk, ())),
        )
        for one in Question.objects.filter(version=version)
    )


def asked_in(survey: Survey) -> tuple[AskedQuestion, ...]:
    """The questions of an opened survey, read once in a process: the database keeps a published version as it is."""
    return _asked_once(survey.version_id, survey.slug)


# The slug is drawn at random, so that an entry never serves another database's version of the same number.
@lru_cache(maxsize=512)
def _asked_once(version: int, _slug: str) -> tuple[AskedQuestion, ...]:
    return asked(QuestionnaireVersion(pk=version))
