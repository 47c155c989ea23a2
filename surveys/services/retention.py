"""Delete the answers of closed surveys when their time is over; their counts stay."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from audit.services import record
from kernel.deadlines import CITY_ZONE
from surveys.counting import kept_counts, recounted
from surveys.models import Answer, RedactedText, Response, ResponseHint, Survey

_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class ClearedSurvey:
    """A survey whose answers are deleted, or would be.

    `differs`: its counts are not those of the answers, so nothing is deleted before somebody has looked.
    """

    survey: Survey
    count: int
    differs: bool = False


def clear_answers(*, now: datetime, dry_run: bool = False) -> list[ClearedSurvey]:
    """Delete the answers of surveys that ended more than `SURVEY_ANSWERS_YEARS` ago, survey by survey.

    What was hidden in free texts and the hints are deleted with them; the counts stay. Repeating it goes on.
    """
    last = now.astimezone(CITY_ZONE).year - settings.SURVEY_ANSWERS_YEARS - 1
    due = Survey.objects.filter(state=Survey.State.CLOSED, cycle__year__lte=last, responses__isnull=False)
    keys = list(due.order_by("pk").values_list("pk", flat=True).distinct())
    return [_clear(pk, now=now, dry_run=dry_run) for pk in keys]


def _clear(pk: int, *, now: datetime, dry_run: bool) -> ClearedSurvey:
    with transaction.atomic():
        survey = Survey.objects.select_for_update(of=("self",), no_key=True).select_related("cycle").get(pk=pk)
        count = survey.responses.count()
        is_new = survey.answers_deleted_at is None
        if is_new and kept_counts(survey) != recounted(survey):
            return ClearedSurvey(survey, count, differs=True)
        if dry_run:
            return ClearedSurvey(survey, count)
        if is_new:
            survey.answers_deleted_at = now
            survey.save(update_fields=["answers_deleted_at"])
            record("surveys.clear_answers", by=None, now=now, on=survey, count=count)
    while _delete_some(survey):
        pass
    return ClearedSurvey(survey, count)


def _delete_some(survey: Survey) -> int:
    """Delete some responses with all that refers to them, so that no transaction is long."""
    keys = list(Response.objects.filter(survey=survey).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
    with transaction.atomic():
        RedactedText.objects.filter(answer__response__in=keys).delete()
        Answer.objects.filter(response__in=keys).delete()
        ResponseHint.objects.filter(response__in=keys).delete()
        Response.objects.filter(pk__in=keys).delete()
    return len(keys)
