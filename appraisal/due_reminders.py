"""The reminders of this app: to the team about open reviews [R3], to communes about a proposed breach [S4]."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from accounts.queries import people_of_units
from appraisal.models import Breach, Review, SecondReview, TeamMember
from appraisal.queries import UNDER_REVIEW
from communes.deadlines import DeadlineFacts, day_words, due
from communes.due_reminders import steps_within
from communes.models import Cycle
from kernel.problems import required
from notifications.addresses import path_to
from notifications.due import Due

OPEN_WITH_YOU = "appraisal.reviews_reminded"
OPEN_IN_TEAM = "appraisal.team_reminded"


def late_appraisals(now: datetime) -> Iterator[Due]:
    """The people with open reviews in each running year, first or second, and the lead while any is unconfirmed."""
    for cycle in Cycle.objects.order_by("year"):
        time = due(cycle.report_before, now=now)
        if not time.is_over:
            yield from _dues(cycle, time)


def _dues(cycle: Cycle, time: DeadlineFacts) -> Iterator[Due]:
    reviews = Review.objects.filter(assessment__registration__cycle=cycle, appraiser__person__is_active=True)
    seconds = SecondReview.objects.filter(review__assessment__registration__cycle=cycle, state__in=UNDER_REVIEW)
    seconds = seconds.exclude(review__state=Review.State.NOT_CONSIDERED)
    open_with = Counter(_people(reviews.filter(state__in=UNDER_REVIEW)))
    open_with.update(_people(seconds.filter(appraiser__person__is_active=True)))
    members = TeamMember.objects.filter(team__cycle=cycle, person__is_active=True).select_related("person")
    for member in members.order_by("pk"):
        if count := open_with[member.person_id]:
            yield _due(cycle, time, OPEN_WITH_YOU, member, count)
    finished = (Review.State.RECONCILED, Review.State.NOT_CONSIDERED)
    unconfirmed = Review.objects.filter(assessment__registration__cycle=cycle).exclude(state__in=finished)
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


def late_breach_answers(now: datetime) -> Iterator[Due]:
    """The communes that have not yet answered a proposed breach [S4, S8]."""
    unheard = Breach.objects.filter(state=Breach.State.PROPOSED, answer=None, answer_before__isnull=False)
    rows = list(unheard.select_related("registration__commune", "registration__cycle").order_by("pk"))
    people = people_of_units({breach.registration.commune.code for breach in rows})
    for breach in rows:
        time = due(required(breach.answer_before), now=now)
        if time.is_over:
            continue
        year, code = breach.registration.cycle.year, breach.registration.commune.code
        yield Due(
            kind="appraisal.breach_reminded",
            place=f"{year}:{code}:{breach.pk}",
            before=time.before,
            days_left=time.days_left,
            people=people.get(code, []),
            path=path_to("appraisal:own_breach", year, code, breach.pk),
            steps=steps_within(due(required(breach.answer_before), now=breach.recorded_at).days_left),
            facts={"year": year, "last": day_words(time.before)["last"]},
        )
