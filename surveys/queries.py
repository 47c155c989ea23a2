"""Queries of surveys and questionnaires."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Role, User
from accounts.queries import has_role, hidden_units, units_of
from communes.models import Cycle, Registration
from communes.queries import CITY_WIDE
from surveys.codes import digests_of
from surveys.models import (
    Questionnaire,
    QuestionnaireVersion,
    Response,
    ResponseHint,
    Survey,
    SurveyCode,
)
from surveys.statistics import MINIMUM


def surveys_visible_to(user: User) -> QuerySet[Survey]:
    """The city sees every survey, a commune's people their own; except where they are recused [S8]."""
    rows = Survey.objects.select_related("cycle", "commune", "version__questionnaire")
    if has_role(user, *CITY_WIDE):
        return rows.exclude(commune__code__in=hidden_units(user))
    return rows.filter(commune__code__in=units_of(user))


def survey_at(slug: str) -> Survey | None:
    """The survey behind a link; None where there is none, or it was never opened."""
    rows = Survey.objects.opened().select_related("cycle", "commune", "version__questionnaire")
    return rows.filter(slug=slug).first()


def is_usable(survey: Survey, code: str) -> bool:
    """True where this one-time code is of this survey and was not used."""
    digests = digests_of(survey.slug, code)
    return SurveyCode.objects.filter(batch__survey=survey, digest__in=digests, used_at=None).exists()


def answers_kept_until(cycle: Cycle) -> date:
    """The last day on which the answers of a year are kept."""
    return date(cycle.year + settings.SURVEY_ANSWERS_YEARS, 12, 31)


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """One line of a unit's surveys."""

    slug: str
    purpose: str
    place: str
    questionnaire: str
    criterion: str
    state: str
    state_label: str
    opened_at: datetime | None
    count: int


def own_rows(registration: Registration) -> list[SurveyRow]:
    """The surveys of a unit in a year, the newest first; one query."""
    rows = Survey.objects.filter(commune=registration.commune_id, cycle=registration.cycle_id)
    rows = rows.select_related("version__questionnaire").annotate(count=Count("responses")).order_by("-pk")
    return [
        SurveyRow(
            slug=one.slug,
            purpose=one.purpose,
            place=one.place,
            questionnaire=one.version.questionnaire.title,
            criterion=one.version.questionnaire.criterion_code,
            state=one.state,
            state_label=one.get_state_display(),
            opened_at=one.opened_at,
            count=one.count,
        )
        for one in rows
    ]


def responses_by_channel(survey: Survey) -> list[tuple[str, int]]:
    """How many people answered on each way."""
    counted = dict(survey.responses.order_by().values_list("channel").annotate(Count("pk")))
    return [(str(channel.label), counted.get(channel.value, 0)) for channel in Response.Channel]


def hint_counts(surveys: Collection[Survey]) -> list[tuple[str, int]]:
    """How many responses to these surveys are marked with each pattern.

    "The same value for every question" says what a person answered, so it is hidden with the figures of few.
    """
    counts = Survey.objects.filter(pk__in=[survey.pk for survey in surveys]).annotate(count=Count("responses"))
    few = counts.filter(count__lt=MINIMUM).values("pk")
    marked = ResponseHint.objects.filter(response__survey__in=surveys).order_by()
    marked = marked.exclude(kind=ResponseHint.Kind.STRAIGHT_LINE, response__survey__in=few)
    counted = dict(marked.values_list("kind").annotate(Count("pk")))
    return [(str(kind.label), counted[kind.value]) for kind in ResponseHint.Kind if kind.value in counted]


# -- Questionnaires ---------------------------------------------------------------------------------------------------


def questionnaires_visible_to(user: User) -> QuerySet[Questionnaire]:
    """Everyone with a role sees what is published; the department also what has only a draft."""
    rows = Questionnaire.objects.all()
    if has_role(user, Role.OFFICER):
        return rows
    return rows.filter(versions__published_at__isnull=False).distinct() if user.roles else rows.none()


def versions_visible_to(user: User) -> QuerySet[QuestionnaireVersion]:
    """Published versions; the department also sees drafts."""
    rows = QuestionnaireVersion.objects.select_related("questionnaire")
    if has_role(user, Role.OFFICER):
        return rows
    return rows.exclude(published_at=None) if user.roles else rows.none()


def latest_versions() -> QuerySet[QuestionnaireVersion]:
    """The last published version of each questionnaire: what a new survey can ask."""
    published = QuestionnaireVersion.objects.exclude(published_at=None)
    later = published.filter(questionnaire=OuterRef("questionnaire"), number__gt=OuterRef("number"))
    rows = published.filter(~Exists(later)).select_related("questionnaire")
    return rows.order_by("questionnaire__criterion_code", "pk")


@dataclass(frozen=True, slots=True)
class QuestionnaireRow:
    """One line of the list of questionnaires; a number is None where there is no such version."""

    key: str
    title: str
    criterion: str
    is_standard: bool
    published: int | None
    draft: int | None
    surveys: int


def questionnaire_rows(user: User) -> list[QuestionnaireRow]:
    """The questionnaires with their latest versions; two queries."""
    versions: dict[int, dict[bool, int]] = {}
    for key, number, published_at in (
        versions_visible_to(user).order_by("number").values_list("questionnaire", "number", "published_at")
    ):
        versions.setdefault(key, {})[published_at is not None] = number
    opened = Count("versions__surveys", filter=~Q(versions__surveys__state=Survey.State.DRAFT), distinct=True)
    return [
        QuestionnaireRow(
            key=one.key,
            title=one.title,
            criterion=one.criterion_code,
            is_standard=one.is_standard,
            published=versions.get(one.pk, {}).get(True),
            draft=versions.get(one.pk, {}).get(False),
            surveys=one.opened,
        )
        for one in questionnaires_visible_to(user).annotate(opened=opened).order_by("criterion_code", "key")
    ]
