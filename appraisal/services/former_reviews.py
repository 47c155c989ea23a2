"""Reviews of dossiers that a correction of the table set aside: they stay on record, but no longer count [S7]."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from appraisal import notices
from appraisal.models import Review, Visit
from audit.services import record
from kernel.problems import required
from scoring.models import SelfAssessment
from scoring.set_aside import Effect, Succession


def follow(successions: Sequence[Succession], scores: Mapping[int, int], by: User, now: datetime) -> None:
    """Cancel the planned visits, and tell the reviewers: the commune sends again, and is reviewed again."""
    copies = {succession.former.pk: succession.copy for succession in successions}
    reviews = Review.objects.filter(assessment__in=copies).select_related(
        "assessment__former_registration__commune",
        "assessment__former_registration__cycle",
        "assessment__set_aside_for__decision",
        "appraiser__person",
        "second__appraiser__person",
    )
    for review in reviews.order_by("pk"):
        decision = required(review.assessment.set_aside_for).decision.number
        for visit in review.visits.filter(state=Visit.State.PLANNED).order_by("pk"):
            # Official Vietnamese wording, as stored in the record of the visit.
            visit.cancel(by=by, at=now, reason=f"Điều chỉnh Bảng thang điểm theo Quyết định số {decision}")
            visit.save()
            notices.visit_cancelled(visit, now=now)
        commune = copies[review.assessment_id].registration.commune
        record("appraisal.set_review_aside", by=by, now=now, on=review, label=str(commune), decision=decision)
        notices.review_set_aside(review, copies[review.assessment_id], decision=decision, now=now)


def effects(works: QuerySet[SelfAssessment]) -> Iterator[Effect]:
    """What happens to the reviews of sent dossiers."""
    begun = ~Q(state__in=[Review.State.ASSIGNED, Review.State.NOT_CONSIDERED])
    counts = Review.objects.filter(assessment__in=works).aggregate(
        all=Count("pk", distinct=True),
        begun=Count("pk", filter=begun, distinct=True),
        minutes=Count("minutes", filter=Q(minutes__isnull=False, minutes__superseded_at=None), distinct=True),
        visits=Count("visits", filter=Q(visits__state=Visit.State.PLANNED), distinct=True),
    )
    yield Effect(_("Reviews that are set aside, kept on record"), counts["all"])
    yield Effect(_("of them begun"), counts["begun"])
    yield Effect(_("Minutes of the appraisal that are set aside"), counts["minutes"])
    yield Effect(_("Planned visits that are called off"), counts["visits"])
