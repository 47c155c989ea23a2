"""Complete, return and confirm a review [R3, S8]."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from appraisal import notices, policies
from appraisal.models import Minutes, Review
from appraisal.services.locks import lock_dossier
from appraisal.signals import review_confirmed
from audit.services import record
from communes.services.locks import lock_cycle
from evidence.services import end_overdue
from kernel.problems import Problem, required
from kernel.refusals import refuse_if

_COMPLETED = ("completed_at", "completed_by")


@transaction.atomic
def complete_review(*, review: Review, by: User, now: datetime) -> Review:
    """The appraiser completes the review: every criterion has points [R3].

    Raises:
        Refused: with each criterion without points.
    """
    dossier = lock_dossier(review.assessment_id)
    end_overdue(dossier, now=now)
    review = required(dossier.review)
    refuse_if(policies.completion_problems(review, now=now))
    review.complete(by=by, at=now)
    review.full_clean(exclude=["assessment", "appraiser"])
    dossier.save_review("state", *_COMPLETED)
    record("appraisal.complete_review", by=by, now=now, on=review, total=f"{review.total:.2f}")
    notices.review_completed(review, now=now)
    return review


@transaction.atomic
def send_back_review(*, review: Review, reason: str, by: User, now: datetime) -> Review:
    """The lead returns the review with a reason; its minutes are kept but no longer count [R3].

    Raises:
        Refused: the review is not complete, or the reason is empty.
    """
    dossier = lock_dossier(review.assessment_id)
    review = required(dossier.review)
    problems = [*policies.confirmation_problems(review), *policies.out_problems(review, now=now)]
    if not reason.strip():
        problems.append(Problem("send_back_reason_missing", where="reason", clause="S8"))
    refuse_if(problems)
    review.send_back()
    review.full_clean(exclude=["assessment", "appraiser"])
    dossier.save_review("state", *_COMPLETED)
    supersede_minutes(review, now=now)
    record("appraisal.send_back_review", by=by, now=now, on=review, reason=reason.strip())
    notices.review_sent_back(review, reason=reason.strip(), now=now)
    return review


@transaction.atomic
def reconcile_review(*, review: Review, by: User, now: datetime) -> Review:
    """The lead confirms the review; the dossier is closed [R3].

    Raises:
        Refused: the review is not complete, or the commune's explanation is awaited or has no reply [S8].
    """
    lock_cycle(review.assessment.registration.cycle_id)
    dossier = lock_dossier(review.assessment_id)
    end_overdue(dossier, now=now)
    review = required(dossier.review)
    refuse_if([*policies.confirmation_problems(review), *policies.hearing_problems(review, now=now)])
    review.reconcile(by=by, at=now)
    review.full_clean(exclude=["assessment", "appraiser"])
    # Confirming changes no data of minutes and outcomes, so the version is not incremented.
    review.save(update_fields=["state", "reconciled_by", "reconciled_at"])
    dossier.assessment.close()
    dossier.save_state()
    record("appraisal.reconcile_review", by=by, now=now, on=review, total=f"{review.total:.2f}")
    notices.review_confirmed(review, now=now)
    review_confirmed.send(sender=Review, review=review, by=by, now=now)
    return review


def supersede_minutes(review: Review, *, now: datetime) -> None:
    """Minutes of points that may change no longer count; they are kept, and new ones can be written [R3, S8]."""
    Minutes.objects.filter(review=review, superseded_at=None).update(superseded_at=now)
