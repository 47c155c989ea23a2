"""One-time codes for a sample of people."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from accounts.models import User
from audit.services import record
from kernel.refusals import refuse_if
from surveys import policies
from surveys.codes import digest_of, new_code
from surveys.models import CodeBatch, Survey, SurveyCode


@transaction.atomic
def make_codes(*, survey: Survey, size: int, by: User, now: datetime) -> tuple[CodeBatch, list[str]]:
    """Make a batch of codes and return them, to be printed now: only their digests are stored.

    Raises:
        Refused: the survey is closed, or there would be too many codes.
    """
    survey = Survey.objects.select_for_update(of=("self",)).select_related("cycle", "commune").get(pk=survey.pk)
    made = survey.batches.aggregate(made=Sum("size"))["made"] or 0
    refuse_if(policies.codes_problems(survey, size=size, made=made))
    number = survey.batches.count() + 1
    batch = CodeBatch.objects.create(survey=survey, number=number, size=size, made_at=now, made_by=by)
    codes = [new_code() for _place in range(size)]
    SurveyCode.objects.bulk_create(SurveyCode(batch=batch, digest=digest_of(survey.slug, code)) for code in codes)
    record("surveys.make_codes", by=by, now=now, on=survey, size=size, batch=number)
    return batch, codes
