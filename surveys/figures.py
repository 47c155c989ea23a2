"""The figures of a commune's surveys in a year, from the kept counts: what a page, a paper and the team may show.

Channels are never added up: an open link asks whoever comes, a code a sample, paper those at the counter. What is
hidden is decided once, over all surveys and months of the year together, so that no page gives away what another
hides (decision 67).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum

from communes.models import Commune, Cycle
from surveys.models import AnswerCount, Choice, Question, QuestionnaireVersion, Response, Survey
from surveys.statistics import TOTAL, Cell, Difference, Direction, Key, Tally, direction_of, tally_cells
from surveys.wording import SCALE_WORDS

_RESPONSE = 0
_Counts = dict[tuple[str, int], dict[Key, dict[int, int]]]


@dataclass(frozen=True, slots=True)
class ChannelFigures:
    """What one channel says about one question: in all, by place and by month."""

    channel: str
    whole: Cell
    places: tuple[tuple[Survey, Cell], ...]
    months: tuple[tuple[date, Cell], ...]
    trend: tuple[Direction, Difference] | None = None

    @property
    def name(self) -> str:
        return str(Response.Channel(self.channel).label)


@dataclass(frozen=True, slots=True)
class Option:
    """A value on the scale, or a choice of a question."""

    number: int
    choice: Choice | None = None

    @property
    def words(self) -> str:
        """Its words in the active language."""
        return self.choice.text if self.choice else str(SCALE_WORDS[self.number])


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """The figures of one question, each channel apart."""

    question: Question
    options: tuple[Option, ...]
    channels: tuple[ChannelFigures, ...]

    @property
    def is_scale(self) -> bool:
        return self.question.kind == Question.Kind.LIKERT5


@dataclass(frozen=True, slots=True)
class SurveyFigures:
    """The figures of one version of a questionnaire in a commune's year, or of one of its surveys.

    `responses` are whole responses by channel.
    """

    version: QuestionnaireVersion
    surveys: tuple[Survey, ...]
    responses: tuple[ChannelFigures, ...]
    questions: tuple[QuestionFigures, ...]

    @property
    def satisfaction(self) -> list[QuestionFigures]:
        """The questions that measure satisfaction."""
        return [each for each in self.questions if each.question.measures_satisfaction]


def figures_of_year(commune: Commune, cycle: Cycle, *, criterion: str = "") -> list[SurveyFigures]:
    """The figures of each version that the commune's surveys asked in this year; of one criterion where it is named."""
    surveys = asked_surveys(commune, cycle, criterion=criterion)
    by_version: dict[QuestionnaireVersion, list[Survey]] = defaultdict(list)
    for survey in surveys:
        by_version[survey.version].append(survey)
    counts = _counts_by_version(surveys)
    questions = _questions_by_version(by_version)
    return [
        _figures(version, asked, counts[version.pk], questions[version.pk]) for version, asked in by_version.items()
    ]


def figures_of_survey(survey: Survey) -> SurveyFigures:
    """The figures of one survey, with the same cells hidden as in those of the commune's year."""
    surveys = [one for one in asked_surveys(survey.commune, survey.cycle) if one.version_id == survey.version_id]
    version = survey.version
    counts, questions = _counts_by_version(surveys), _questions_by_version([version])
    return _figures(version, surveys, counts[version.pk], questions[version.pk], of=survey)


def asked_surveys(commune: Commune, cycle: Cycle, *, criterion: str = "") -> list[Survey]:
    """The commune's surveys of the year that were opened, in the order of their criteria."""
    surveys = Survey.objects.opened().filter(commune=commune, cycle=cycle)
    if criterion:
        surveys = surveys.filter(version__questionnaire__criterion_code=criterion)
    order = ("version__questionnaire__criterion_code", "version__questionnaire__key", "version", "pk")
    return list(surveys.select_related("version__questionnaire", "commune", "cycle").order_by(*order))


def satisfaction_on(surveys: QuerySet[Survey]) -> list[QuestionFigures]:
    """The satisfaction that surveys of one criterion and year found, without places; one query."""
    measured = Question.objects.filter(
        version=OuterRef("survey__version"), position=OuterRef("question_number"), measures_satisfaction=True
    )
    texts = {name: Subquery(measured.order_by().values(name)) for name in ("text_vi", "text_en")}
    rows = AnswerCount.objects.filter(Exists(measured), survey__in=surveys.order_by()).annotate(**texts)
    rows = rows.order_by("survey__version__questionnaire__key", "survey__version", "question_number")
    asked: dict[tuple[int, int], Question] = {}
    counts: dict[int, _Counts] = _no_counts()
    fields = ("survey__version", "question_number", *texts, "channel", "survey", "month", "option")
    for version, number, vi, en, *key, answers in rows.values_list(*fields).annotate(sum=Sum("responses")):
        channel, survey, month, option = key
        counts[version][channel, number][survey, month][option] = answers
        asked[version, number] = Question(
            version_id=version,
            position=number,
            text_vi=vi,
            text_en=en,
            kind=Question.Kind.LIKERT5,
            measures_satisfaction=True,
        )
    return [_question(counts[version], question, (), None) for (version, _number), question in asked.items()]


def _no_counts() -> dict[int, _Counts]:
    return defaultdict(lambda: defaultdict(lambda: defaultdict(dict)))


def _figures(
    version: QuestionnaireVersion,
    surveys: Sequence[Survey],
    counts: _Counts,
    questions: Sequence[Question],
    *,
    of: Survey | None = None,
) -> SurveyFigures:
    shown = (of,) if of is not None else tuple(surveys)
    return SurveyFigures(
        version,
        shown,
        _channels(counts, _RESPONSE, shown, of, counts_people=True),
        tuple(_question(counts, question, shown, of) for question in questions),
    )


def _questions_by_version(versions: Iterable[QuestionnaireVersion]) -> dict[int, list[Question]]:
    """The questions that have figures, by the key of their version."""
    asked = Question.objects.filter(version__in=list(versions)).exclude(kind=Question.Kind.SHORT_TEXT)
    questions: dict[int, list[Question]] = defaultdict(list)
    for question in asked.prefetch_related("choices").order_by("version_id", "position"):
        questions[question.version_id].append(question)
    return questions


def _counts_by_version(surveys: Sequence[Survey]) -> dict[int, _Counts]:
    """The kept counts by the version's key, by channel and question, then by survey and month; one query."""
    by_version = _no_counts()
    rows = AnswerCount.objects.filter(survey__in=surveys).order_by()
    fields = ("survey__version", "channel", "question_number", "survey", "month", "option")
    counted = rows.values_list(*fields).annotate(sum=Sum("responses"))
    for version, channel, number, survey, month, option, count in counted:
        by_version[version][channel, number][survey, month][option] = count
    return by_version


def _question(counts: _Counts, question: Question, shown: tuple[Survey, ...], of: Survey | None) -> QuestionFigures:
    several = question.kind == Question.Kind.MULTIPLE_CHOICE
    channels = _channels(
        counts, question.position, shown, of, counts_people=several, trends=question.measures_satisfaction
    )
    return QuestionFigures(question, options_of_question(question), channels)


def options_of_question(question: Question) -> tuple[Option, ...]:
    """The values or choices of a question, in their order."""
    if question.kind == Question.Kind.LIKERT5:
        return tuple(Option(value) for value in SCALE_WORDS)
    return tuple(Option(choice.position, choice) for choice in question.choices.all())


def _channels(
    counts: _Counts,
    number: int,
    shown: tuple[Survey, ...],
    of: Survey | None,
    *,
    counts_people: bool = False,
    trends: bool = False,
) -> tuple[ChannelFigures, ...]:
    """One question's figures by channel, in the order of the channels; those without any answer are left out."""
    tallies_by_channel = ((channel, counts.get((channel, number))) for channel in Response.Channel.values)
    return tuple(
        _channel(channel, tallies, shown, of, counts_people=counts_people, trends=trends)
        for channel, tallies in tallies_by_channel
        if tallies
    )


def _channel(
    channel: str,
    tallies: Mapping[Key, Tally],
    shown: tuple[Survey, ...],
    of: Survey | None,
    *,
    counts_people: bool,
    trends: bool,
) -> ChannelFigures:
    people = {key: tally.get(0, 0) for key, tally in tallies.items()} if counts_people else None
    cells = tally_cells(tallies, people=people)
    row = of.pk if of is not None else TOTAL
    nothing = Cell({}, 0)
    months = sorted({key[1] for key in tallies if isinstance(key[1], date)})
    series = tuple((month, cells.get((row, month), nothing)) for month in months)
    return ChannelFigures(
        channel,
        cells.get((row, TOTAL), nothing),
        tuple((survey, cells.get((survey.pk, TOTAL), nothing)) for survey in shown),
        series,
        direction_of([cell for _month, cell in series]) if trends else None,
    )
