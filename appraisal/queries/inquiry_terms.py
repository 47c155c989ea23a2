"""Queries for asking the commune: the year's limits, and the criteria whose points differ."""

from datetime import date, datetime, timedelta

from django.db.models import F, Q

from appraisal.models import AppraisalTerms, Review, ReviewScore
from communes.models import Cycle
from kernel.deadlines import CITY_ZONE


def terms_of(cycle: Cycle) -> AppraisalTerms:
    """The year's limits; the defaults where nobody has set any."""
    return AppraisalTerms.objects.filter(cycle=cycle).first() or AppraisalTerms(cycle=cycle)


def differing_criteria(review: Review) -> list[ReviewScore]:
    """The criteria where the team's points differ from the commune's own, or reject its claim [S8, S9]."""
    differing = ~Q(points=F("self_points")) | Q(claimed=True, not_applicable=False)
    return list(review.scores.filter(differing, points__isnull=False).order_by("criterion__sort_key"))


def day_after(days: int, cycle: Cycle, *, now: datetime) -> date:
    """The "before" date that gives the commune `days` whole days, but not after the day of the report [R3]."""
    return min(now.astimezone(CITY_ZONE).date() + timedelta(days=days + 1), cycle.report_before)
