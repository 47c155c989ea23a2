"""The minutes of an appraisal, and opening a confirmed one again [R3, S8]."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from appraisal import notices, policies
from appraisal.models import Minutes, Review, TeamMember
from appraisal.reopen_blockers import reopening_problems
from appraisal.services.reviews import supersede_minutes
from audit.services import record
from documents.services import let_go, store_file
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
    by,
    now: datetime,
) -> Minutes:
    """Write down what the portal cannot know of an appraisal's meeting; until a signed copy is there it may change.

    Raises:
        Refused: the review is not complete, a signed copy is there, the day lies ahead, it ends before it
            begins, the chair is not among those present, or somebody present is not of the team or is recused [S8].
        ValidationError: a value does not fit its field.
    """
    review = Review.objects.select_for_update(of=("self",)).select_related("appraiser__team", "assessment").get(
        pk=review.pk
    )  # fmt: skip
    minutes, present = current_minutes(review) or Minutes(review=review), list(present)
    refuse_if(policies.minutes_problems(review, minutes, held_on=held_on, present=present, now=now))
    refuse_if(policies.meeting_problems(present, chair=chair, begins_at=begins_at, ends_at=ends_at))
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
def store_signed_minutes(*, review: Review, upload: UploadedFile, by, now: datetime) -> Minutes:
    """Put the signed minutes in their place; a new copy takes the place of the old.

    Raises:
        Refused: there are no minutes yet, or the file cannot be kept (see `store_file`).
    """
    Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    minutes = current_minutes(review)
    refuse_if(policies.signing_problems(minutes))
    before = minutes.signed
    minutes.signed, minutes.signed_by, minutes.signed_at = store_file(upload=upload, by=by, now=now), by, now
    minutes.save(update_fields=["signed", "signed_by", "signed_at"])
    let_go(before, unless=minutes.signed, now=now)
    record("appraisal.keep_signed_minutes", by=by, now=now, on=review, file=minutes.signed.name)
    return minutes


@transaction.atomic
def reopen_review(*, review: Review, reason: str, by, now: datetime) -> Review:
    """Open a confirmed review again, for a reason that stays on the trail; its minutes are kept but count no more.

    Raises:
        Refused: it is not confirmed, no reason is given, or the year's result already stands on it [R3].
    """
    rows = Review.objects.select_for_update(of=("self",))
    review = rows.select_related(
        "assessment__registration__commune", "assessment__registration__cycle", "appraiser__person"
    ).get(pk=review.pk)
    refuse_if(reopening_problems(review, reason=reason))
    review.reopen()
    review.full_clean(exclude=["assessment", "appraiser"])
    review.save()
    review.assessment.reopen()
    review.assessment.save(update_fields=["state"])
    supersede_minutes(review, now=now)
    record("appraisal.reopen_review", by=by, now=now, on=review, reason=reason.strip())
    notices.review_reopened(review, reason=reason.strip(), now=now)
    return review
