"""Queries of surveys and questionnaires."""

from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from accounts.models import User
from accounts.queries import has_role, hidden_units, units_of
from communes.models import Cycle
from communes.queries import CITY_WIDE
from surveys.codes import digests_of
from surveys.models import Survey, SurveyCode


def surveys_visible_to(user: User) -> QuerySet[Survey]:
    """The city sees every survey, a commune's people their own; except where they are recused [S8]."""
    rows = Survey.objects.select_related("cycle", "commune", "version__questionnaire")
    if has_role(user, *CITY_WIDE):
        return rows.exclude(commune__code__in=hidden_units(user))
    return rows.filter(commune__code__in=units_of(user))


def survey_at(slug: str) -> Survey | None:
    """The survey behind a link; None where there is none, or it was never opened."""
    rows = Survey.objects.select_related("cycle", "commune", "version__questionnaire")
    return rows.filter(slug=slug).exclude(state=Survey.State.DRAFT).first()


def is_usable(survey: Survey, code: str) -> bool:
    """True where this one-time code is of this survey and was not used."""
    digests = digests_of(survey.slug, code)
    return SurveyCode.objects.filter(batch__survey=survey, digest__in=digests, used_at=None).exists()


def answers_kept_until(cycle: Cycle) -> date:
    """The last day on which the answers of a year are kept."""
    return date(cycle.year + settings.SURVEY_ANSWERS_YEARS, 12, 31)
