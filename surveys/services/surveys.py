"""A commune's survey: prepared, opened, closed; the end of the year closes what is still open."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from communes.models import Commune, Cycle
from kernel.refusals import refuse_if
from surveys import policies
from surveys.models import QuestionnaireVersion, Survey


@transaction.atomic
def create_survey(
    *,
    commune: Commune,
    cycle: Cycle,
    version: QuestionnaireVersion,
    purpose: str,
    place_kind: str,
    place_name: str,
    by: User,
    now: datetime,
) -> Survey:
    """Prepare a survey; people can answer once it is opened.

    Raises:
        Refused: the questionnaire is not published, the year is over, or the place has no name.
        ValidationError: a value does not fit its field.
    """
    refuse_if([*policies.survey_problems(cycle, version, now=now), *policies.place_problems(place_kind, place_name)])
    survey = Survey(commune=commune, cycle=cycle, version=version, created_at=now, created_by=by)
    survey.purpose, survey.place_kind, survey.place_name = purpose.strip(), place_kind, place_name.strip()
    survey.full_clean()
    survey.save()
    record("surveys.create_survey", by=by, now=now, on=survey, purpose=survey.purpose)
    return survey


@transaction.atomic
def open_survey(*, survey: Survey, by: User, now: datetime) -> Survey:
    """Open it: from now on people can answer, and its questionnaire stays.

    Raises:
        Refused: it was opened already, or the year is over.
    """
    survey = _lock(survey)
    refuse_if(policies.opening_problems(survey, now=now))
    survey.open(by=by, at=now)
    survey.save()
    record("surveys.open_survey", by=by, now=now, on=survey)
    return survey


@transaction.atomic
def close_survey(*, survey: Survey, by: User, now: datetime) -> Survey:
    """Close it for good: its answers are frozen.

    Raises:
        Refused: it is not open.
    """
    survey = _lock(survey)
    refuse_if(policies.closing_problems(survey))
    survey.close(by=by, at=now)
    survey.save()
    record("surveys.close_survey", by=by, now=now, on=survey)
    return survey


@transaction.atomic
def discard_survey(*, survey: Survey, by: User, now: datetime) -> None:
    """Delete a survey that was never opened, with its codes; the commune's trail says so.

    Raises:
        Refused: it was opened.
    """
    survey = _lock(survey)
    refuse_if(policies.discarding_problems(survey))
    record("surveys.discard_survey", by=by, now=now, on=survey, purpose=survey.purpose)
    for batch in survey.batches.all():
        batch.codes.all().delete()
    survey.batches.all().delete()
    survey.delete()


@transaction.atomic
def close_past_surveys(*, now: datetime) -> list[Survey]:
    """Close the surveys of years that are over, so that their answers are frozen; returns them."""
    rows = Survey.objects.select_for_update(of=("self",)).select_related("cycle", "commune")
    closed = [one for one in rows.filter(state=Survey.State.OPEN) if policies.year_is_over(one.cycle, now=now)]
    for survey in closed:
        survey.close(by=None, at=now)
        survey.save()
        record("surveys.close_past_surveys", by=None, now=now, on=survey)
    return closed


def _lock(survey: Survey) -> Survey:
    rows = Survey.objects.select_for_update(of=("self",)).select_related("cycle", "commune", "version__questionnaire")
    return rows.get(pk=survey.pk)
