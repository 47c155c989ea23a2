"""Remind a commune whose dossier is missing while the deadline approaches [R2]."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from communes.deadlines import effective_before
from communes.models import Extension
from communes.policies import is_near, reminder_problems
from evidence import notices
from evidence.services.locks import lock_dossier
from kernel.deadlines import day_began
from kernel.refusals import refuse_if
from notifications.queries import messaged_paths
from scoring.models import SelfAssessment


@transaction.atomic
def remind_dossier(*, assessment: SelfAssessment, by: User, now: datetime) -> SelfAssessment:
    """Tell the commune's people that its dossier is missing; at most once a day [R2].

    Raises:
        Refused: the dossier was sent, the deadline is far away, they were told today, or the unit has no people.
    """
    assessment = lock_dossier(assessment.pk).assessment
    registration, step = assessment.registration, Extension.Step.SUBMISSION
    before = effective_before(registration, step)
    waits = registration.is_registered and assessment.state == SelfAssessment.State.OPEN and is_near(before, now=now)
    reminded = messaged_paths(notices.REMINDER, since=day_began(now))
    is_reminded = (notices.REMINDER, notices.dossier_path(registration)) in reminded
    refuse_if(reminder_problems(registration, step=step, is_done=not waits, is_reminded=is_reminded))
    record("evidence.remind_dossier", by=by, now=now, on=assessment)
    notices.dossier_reminded(registration, before=before, now=now)
    return assessment
