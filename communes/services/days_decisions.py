"""Correct the decision that set other days than the decree's [R1-R3]."""

from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from audit.services import record
from communes.models import Cycle, FormerDaysDecision
from communes.policies import days_decision_problems
from communes.services.locks import lock_cycle
from documents.services import store_file
from kernel.problems import required
from kernel.refusals import refuse_if


@transaction.atomic
def correct_days_decision(
    *,
    cycle: Cycle,
    number: str,
    dated_on: date,
    reason: str,
    file: UploadedFile | None = None,
    by: User,
    now: datetime,
) -> Cycle:
    """Correct number, date or file of the decision on the year's days; the former version stays, no day changes.

    Without `file` the one on record stays.

    Raises:
        Refused: the days are the decree's own, number or reason is empty, the date is in the future, or the file
            cannot be stored.
    """
    cycle = lock_cycle(cycle.pk)
    refuse_if(days_decision_problems(cycle, number=number, dated_on=dated_on, reason=reason, now=now))
    former = FormerDaysDecision(
        cycle=cycle,
        number=cycle.days_decision_number,
        dated_on=required(cycle.days_decision_date),
        file=cycle.days_decision_file,
        reason=reason.strip(),
        corrected_at=now,
        corrected_by=by,
    )
    former.save()
    cycle.days_decision_number, cycle.days_decision_date = number.strip(), dated_on
    if file is not None:
        cycle.days_decision_file = store_file(upload=file, by=by, now=now)
    cycle.full_clean(exclude=["opened_by", "days_decision_file"])
    cycle.save(update_fields=["days_decision_number", "days_decision_date", "days_decision_file"])
    facts = {"former": former.number, "decision": cycle.days_decision_number, "day": f"{dated_on:%d/%m/%Y}"}
    record("communes.correct_days_decision", by=by, now=now, on=cycle, **facts, reason=former.reason)
    return cycle
