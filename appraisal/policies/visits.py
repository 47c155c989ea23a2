"""When a visit may be planned, changed and finished: every reason against it with its clause."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from accounts.queries import barred_units
from appraisal.founding_decision import founding_problems
from appraisal.models import Review, TeamMember, Visit, VisitItem
from communes.deadlines import day_words, due
from documents.models import StoredFile
from documents.pictures import is_picture
from kernel.deadlines import day_began, lies_ahead
from kernel.problems import Problem


def planning_visit_problems(
    review: Review,
    *,
    starts_at: datetime,
    members: list[TeamMember],
    criteria: list[str],
    now: datetime,
    kept: datetime | None = None,
) -> Iterator[Problem]:
    """Why a visit cannot be planned so: too late, in the past, nobody or nothing named, a conflict [R3, S8].

    `kept` is the existing appointment, which may be in the past.
    """
    registration = review.assessment.registration
    yield from founding_problems(review.appraiser.team)
    if review.state == Review.State.NOT_CONSIDERED:
        yield Problem("dossier_not_considered", where="state", clause="S4")
    if review.state == Review.State.RECONCILED:
        yield Problem("visit_after_review", where="state", clause="R3")
    if starts_at != kept and starts_at < day_began(now):
        yield Problem("visit_in_the_past", where="starts_on", clause="R3")
    elif starts_at != kept and due(registration.cycle.report_before, now=starts_at).is_over:
        params = day_words(registration.cycle.report_before)
        yield Problem("visit_beyond_report", where="starts_on", clause="R3", params=params)
    if not members:
        yield Problem("visit_without_members", where="members", clause="R3")
    if not criteria:
        yield Problem("visit_without_criteria", where="criteria", clause="R3")
    code = registration.commune.code
    for member in members:
        if member.team_id != review.appraiser.team_id:
            yield Problem("member_of_another_year", where="members", clause="R3")
        elif code in barred_units(member.person):
            yield Problem("visitor_recused", where="members", clause="S8", params={"who": str(member.person)})


def unlisting_problems(visit: Visit, criteria: list[str]) -> Iterator[Problem]:
    """Why a criterion cannot be removed from the list: it has notes or photos [S8]."""
    dropped = visit.items.exclude(criterion__code__in=criteria).filter(
        ~Q(seen="") | ~Q(remark="") | Q(photos__isnull=False)
    )
    for code in dropped.order_by("criterion__sort_key").values_list("criterion__code", flat=True).distinct():
        yield Problem("visit_criterion_noted", where=code, clause="S8")


def visit_problems(visit: Visit) -> Iterator[Problem]:
    """Why a visit cannot be changed: it is done, or cancelled, or the team is not founded [R3]."""
    yield from founding_problems(visit.review.appraiser.team)
    if visit.review.state == Review.State.NOT_CONSIDERED:
        yield Problem("dossier_not_considered", where="state", clause="S4")
    elif visit.state != Visit.State.PLANNED:
        yield Problem("visit_locked", where="state", clause="R3", params={"state": str(visit.get_state_display())})


def finishing_visit_problems(visit: Visit, items: list[VisitItem], *, now: datetime) -> Iterator[Problem]:
    """Why a visit cannot be marked as done: locked, its day has not come, no findings; each missing remark [S8]."""
    yield from visit_problems(visit)
    if lies_ahead(timezone.localdate(visit.starts_at), now=now):
        yield Problem("visit_not_yet", where="state", clause="R3")
    if not any(item.seen for item in items):
        yield Problem("visit_nothing_seen", where="items", clause="S8")
    for item in items:
        if item.seen in (VisitItem.Seen.PARTLY, VisitItem.Seen.NO) and not item.remark.strip():
            yield Problem("visit_item_without_remark", where=item.criterion.code, clause="S8")


def visit_photo_problems(visit: Visit, file: StoredFile) -> Iterator[Problem]:
    """Why a file is refused as a photo of a visit: the visit is locked, or it is no picture."""
    yield from visit_problems(visit)
    if not is_picture(file.media_type):
        yield Problem("visit_photo_is_no_picture", where=file.name)
