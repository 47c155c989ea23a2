"""Close a dossier without appraisal because its unit is in confirmed breach; and reopen it [S4]."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from appraisal import notices
from appraisal.dossier_closing import considering_problems, open_closing, unconsidering_problems
from appraisal.models import Breach, NotConsidered
from appraisal.services.breaches import locked_breach
from appraisal.services.locks import lock_dossier
from appraisal.services.reviews import supersede_minutes
from audit.services import record
from communes.services.locks import lock_cycle
from evidence.models import Inquiry
from kernel.problems import required
from kernel.refusals import refuse_if
from scoring.models import SelfAssessment


@transaction.atomic
def leave_unconsidered(*, breach: Breach, justification: str, by: User, now: datetime) -> NotConsidered:
    """Close the dossier of a unit in confirmed breach: its appraisal need not continue [S4].

    A letter that is with the commune ends; texts and scores are kept.

    Raises:
        Refused: the breach is not confirmed, the dossier is not with the team, or no justification is given.
    """
    dossier = lock_dossier(breach.registration.self_assessment.pk)
    assessment, review = dossier.assessment, dossier.review
    breach = locked_breach(breach)
    refuse_if(unconsidering_problems(assessment, breach, justification=justification))
    if inquiry := dossier.inquiry(state=Inquiry.State.SENT):
        inquiry.lapse(at=now)
        inquiry.save()
    assessment.leave_unconsidered()
    dossier.save_state()
    if review is not None:
        review.leave_unconsidered()
        dossier.save_review("state")
    closing = NotConsidered(
        assessment=assessment, breach=breach, justification=justification.strip(), closed_at=now, closed_by=by
    )
    closing.full_clean(exclude=["assessment", "breach"])
    closing.save()
    record("appraisal.leave_unconsidered", by=by, now=now, on=assessment, ground=closing.justification)
    notices.dossier_unconsidered(breach, review, justification=closing.justification, now=now)
    return closing


@transaction.atomic
def consider_again(*, assessment: SelfAssessment, justification: str, by: User, now: datetime) -> NotConsidered:
    """Reopen a dossier that was closed without appraisal, in the state of its review [S4].

    Raises:
        Refused: it is not closed, no justification is given, or a breach still counts and the year's results are
            confirmed.
    """
    lock_cycle(assessment.registration.cycle_id)
    dossier = lock_dossier(assessment.pk)
    assessment, review = dossier.assessment, dossier.review
    refuse_if(considering_problems(assessment, justification=justification))
    closing = required(open_closing(assessment))
    if review is None:
        assessment.queue_again()
    else:
        assessment.appraise_again()
        if review.scored_count:
            review.take_up_again()
        else:
            review.assign_again()
        review.full_clean(exclude=["assessment", "appraiser"])
        dossier.save_review("state", "completed_at", "completed_by")
        supersede_minutes(review, now=now)
    dossier.save_state()
    closing.reopened_at, closing.reopened_by, closing.reopening_justification = now, by, justification.strip()
    closing.save(update_fields=["reopened_at", "reopened_by", "reopening_justification"])
    record("appraisal.consider_again", by=by, now=now, on=assessment, ground=closing.reopening_justification)
    notices.dossier_considered(closing.breach, review, justification=closing.reopening_justification, now=now)
    return closing
