"""Taking a sent dossier back to amend it, before its day and before the appraisal has begun [R2]."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit.services import record
from communes.services.locks import lock_cycle
from evidence import notices
from evidence.dossier_admission import taking_back_problems
from evidence.models import Receipt
from evidence.services.locks import lock_dossier
from kernel.refusals import refuse_if
from scoring.models import SelfAssessment
from scoring.services.successors import set_aside


@transaction.atomic
def take_back_dossier(*, assessment: SelfAssessment, reason: str, by: User, now: datetime) -> SelfAssessment:
    """Set the dossier aside as it was sent, with its receipt and digest, and continue with an open copy of it.

    Signed papers are copied too. Where the unit sends no other in time, the earlier one counts (decision 0049).

    Raises:
        Refused: the appraisal has begun, the deadline has passed, nothing was sent, or no reason is given.
    """
    lock_cycle(assessment.registration.cycle_id)
    work = lock_dossier(assessment.pk).assessment
    refuse_if(taking_back_problems(work, reason=reason, now=now))
    receipt = Receipt.objects.get(assessment=work)
    [succession] = set_aside([work], rubric=work.rubric, by=by, now=now, reason=reason.strip())
    facts = {"receipt": receipt.code, "reason": succession.former.set_aside_reason}
    record("evidence.take_back_dossier", by=by, now=now, on=succession.copy, **facts)
    notices.dossier_taken_back(succession.copy, reason=succession.former.set_aside_reason, now=now)
    return succession.copy
