"""Whom this floor reminds: the team's members with reviews still open, and its lead, before the report is due [R3]."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from appraisal.models import Review, SecondReview, TeamMember
from appraisal.queries import UNDER_REVIEW
from communes.deadlines import DeadlineFacts, day_words, due
from communes.models import Cycle
from notifications.addresses import path_to
from notifications.due import Due

OPEN_WITH_YOU = "appraisal.reviews_reminded"
OPEN_IN_TEAM = "appraisal.team_reminded"


def late_appraisals(now: datetime) -> Iterator[Due]:
    """Each running year's people with open reviews, first or second, and the lead while anything is not confirmed."""
    for cycle in Cycle.objects.order_by("year"):
        time = due(cycle.report_before, now=now)
        if not time.is_over:
            yield from _dues(cycle, time)


def _dues(cycle: Cycle, time: DeadlineFacts) -> Iterator[Due]:
    reviews = Review.objects.filter(assessment__registration__cycle=cycle, appraiser__person__is_active=True)
    seconds = SecondReview.objects.filter(review__assessment__registration__cycle=cycle, state__in=UNDER_REVIEW)
    open_with = Counter(_people(reviews.filter(state__in=UNDER_REVIEW)))
    open_with.update(_people(seconds.filter(appraiser__person__is_active=True)))
    members = TeamMember.objects.filter(team__cycle=cycle, person__is_active=True).select_related("person")
    for member in members.order_by("pk"):
        if count := open_with[member.person_id]:
            yield _due(cycle, time, OPEN_WITH_YOU, member, count)
    unconfirmed = Review.objects.filter(assessment__registration__cycle=cycle).exclude(state=Review.State.RECONCILED)
    lead = members.filter(part=TeamMember.Part.LEAD).first()
    if lead is not None and (count := unconfirmed.count()):
        yield _due(cycle, time, OPEN_IN_TEAM, lead, count)


def _people(reviews) -> list[int]:
    return list(reviews.order_by().values_list("appraiser__person", flat=True))


def _due(cycle: Cycle, time: DeadlineFacts, kind: str, member: TeamMember, count: int) -> Due:
    return Due(
        kind=kind,
        place=str(cycle.year),
        before=time.before,
        days_left=time.days_left,
        people=[member.person],
        path=path_to("appraisal:reviews", cycle.year),
        steps=settings.REMIND_TEAM_DAYS,
        facts={"year": cycle.year, "count": count, "last": day_words(time.before)["last"]},
    )
