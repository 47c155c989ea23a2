"""Reads for the figures of surveys: a commune's year, free texts, hints."""

from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.functions import Coalesce

from communes.models import Commune, Cycle
from communes.queries import communes_visible_to
from surveys.models import Answer, Survey
from surveys.queries import surveys_visible_to


@dataclass(frozen=True, slots=True)
class SurveyYear:
    """A commune and a year: what its figures are about."""

    commune: Commune
    cycle: Cycle


def survey_year(user, *, year: int, code: str) -> SurveyYear | None:
    """The year of a commune that this person may see, or None."""
    commune = communes_visible_to(user).filter(code=code).first()
    cycle = Cycle.objects.filter(year=year).first()
    return SurveyYear(commune, cycle) if commune and cycle else None


def texts_of(survey: Survey) -> QuerySet[Answer]:
    """The free texts of a survey as they are shown, newest first: without the names that were hidden."""
    texts = Answer.objects.filter(response__survey=survey).exclude(text="")
    texts = texts.select_related("question", "response", "redaction__redacted_by")
    return texts.annotate(
        shown=Coalesce("redaction__shown", "text"),
        is_hidden=ExpressionWrapper(Q(redaction__isnull=False), BooleanField()),
    ).order_by("-pk")


def own_text(user, *, slug: str, answer: int) -> Answer | None:
    """A free text of a survey that this person may see, or None."""
    survey = surveys_visible_to(user).filter(slug=slug).first()
    return texts_of(survey).filter(pk=answer).first() if survey else None


def shown_text(answer: Answer) -> str:
    """A free text as it is shown."""
    redaction = getattr(answer, "redaction", None)
    return redaction.shown if redaction else answer.text
