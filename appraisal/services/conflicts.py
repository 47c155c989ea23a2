"""Recuse a member of the team from a commune, by their own declaration [S8]."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import Recusal, User
from accounts.services.recusals import recuse
from appraisal import notices
from appraisal.models import Review
from appraisal.queries import UNDER_REVIEW
from appraisal.services.visits import leave_visits
from audit.services import record
from communes.models import Commune, Cycle
from communes.services.locks import lock_cycle


@transaction.atomic
def declare_conflict(*, cycle: Cycle, person: User, commune: Commune, reason: str, by: User, now: datetime) -> Recusal:
    """Recuse a person from the appraisal of a commune; officers are notified where its open review is assigned to them.

    Existing scores stay, for the person who gets the review next; the recused person sees it no more, and is removed
    from planned visits there.

    Raises:
        Refused: no reason is given, or it is already declared.
    """
    lock_cycle(cycle.pk)
    recusal = recuse(person=person, unit_code=commune.code, reason=reason, by=by, now=now)
    held = Review.objects.filter(
        Q(appraiser__person=person) | Q(second__appraiser__person=person, second__completed_at=None),
        assessment__registration__cycle=cycle,
        assessment__registration__commune=commune,
        state__in=UNDER_REVIEW,
    )
    for review in held.select_related("assessment__registration__commune", "assessment__registration__cycle"):
        record("appraisal.orphan_review", by=by, now=now, on=review, who=str(person))
        notices.review_orphaned(review, who=str(person), now=now)
    leave_visits(cycle=cycle, code=commune.code, person=person, by=by, now=now)
    return recusal
