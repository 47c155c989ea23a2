"""The minutes of an appraisal, and reopening a confirmed one [R3, S8]."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from appraisal import notices, policies
from appraisal.models import Minutes, Review, TeamMember
from appraisal.reopen_blockers import reopening_problems
from appraisal.services.locks import lock_dossier
from appraisal.services.reviews import supersede_minutes
from audit.services import record
from communes.services.locks import lock_cycle
from documents.services import discard_replaced, store_file
from kernel.problems import required
from kernel.refusals import refuse_if


@transaction.atomic
def write_minutes(
    *,
    review: Review,
    held_on: date,
    place: str,
    present: Iterable[TeamMember],
    chair: TeamMember | None = None,
    begins_at: time | None = None,
    ends_at: time | None = None,
    number: str = "",
    others: str = "",
    remarks: str = "",
    by: User,
    now: datetime,
) -> Minutes:
    """Save the facts of an appraisal's meeting; they may change until a signed copy exists.

    Signed minutes of a dossier that changed since are kept, but no longer count.

    Raises:
        Refused: the review is not complete, the minutes are signed, the date is in the future, it ends before it
            begins, the chair is absent, or somebody present is not of the team or is recused [S8].
        ValidationError: a value does not fit its field.
    """
    dossier, present = lock_dossier(review.assessment_id), list(present)
    review, minutes = required(dossier.review), dossier.minutes or Minutes(review=dossier.review)
    refuse_if(policies.minutes_problems(review, minutes, held_on=held_on, present=present, now=now))
    refuse_if(policies.meeting_problems(present, chair=chair, begins_at=begins_at, ends_at=ends_at))
    if minutes.signed_id is not None:
        supersede_minutes(review, now=now)
        minutes = Minutes(review=review)
    minutes.dossier_version = dossier.version
    minutes.number, minutes.held_on, minutes.place = number.strip(), held_on, place.strip()
    minutes.chair, minutes.begins_at, minutes.ends_at = chair, begins_at, ends_at
    minutes.others, minutes.remarks = others.strip(), remarks.strip()
    minutes.full_clean(exclude=["review", "chair", "signed", "signed_by"])
    minutes.save()
    minutes.present.set(present)
    record("appraisal.write_minutes", by=by, now=now, on=review, count=len(present), day=f"{held_on:%d/%m/%Y}")
    return minutes


def current_minutes(review: Review) -> Minutes | None:
    """The minutes that count for a review."""
    return Minutes.objects.filter(review=review, superseded_at=None).select_related("signed").first()


@transaction.atomic
def store_signed_minutes(*, review: Review, upload: UploadedFile, by: User, now: datetime) -> Minutes:
    """Upload the signed minutes; a new copy replaces the old one.

    Raises:
        Refused: there are no minutes yet, or the file cannot be stored (see `store_file`).
    """
    minutes = lock_dossier(review.assessment_id).minutes
    refuse_if(policies.signing_problems(minutes))
    minutes = required(minutes)
    before = minutes.signed
    minutes.signed, minutes.signed_by, minutes.signed_at = store_file(upload=upload, by=by, now=now), by, now
    minutes.save(update_fields=["signed", "signed_by", "signed_at"])
    discard_replaced(before, unless=minutes.signed, now=now)
    record("appraisal.keep_signed_minutes", by=by, now=now, on=review, file=minutes.signed.name)
    return minutes


@transaction.atomic
def reopen_review(*, review: Review, reason: str, by: User, now: datetime) -> Review:
    """Reopen a confirmed review, for a reason that is kept on the trail; its minutes are kept but no longer count.

    Raises:
        Refused: it is not confirmed, no reason is given, or the year's result already depends on it [R3].
    """
    lock_cycle(review.assessment.registration.cycle_id)
    dossier = lock_dossier(review.assessment_id)
    review = required(dossier.review)
    refuse_if(reopening_problems(review, reason=reason))
    review.reopen()
    review.full_clean(exclude=["assessment", "appraiser"])
    dossier.save_review("state", "completed_at", "completed_by", "reconciled_at", "reconciled_by")
    dossier.assessment.reopen()
    dossier.save_state()
    supersede_minutes(review, now=now)
    record("appraisal.reopen_review", by=by, now=now, on=review, reason=reason.strip())
    notices.review_reopened(review, reason=reason.strip(), now=now)
    return review
