"""Whom the portal tells what on this floor."""

from datetime import datetime

from accounts.models import Role
from accounts.queries import people_with_role
from appraisal.models import Breach, Review
from appraisal.queries import judge_of
from notifications.addresses import path_to
from notifications.services import notify


def review_assigned(review: Review, *, now: datetime) -> None:
    """A dossier is given to an appraiser."""
    _tell("appraisal.review_assigned", [review.appraiser.person], review, now=now)


def review_completed(review: Review, *, now: datetime) -> None:
    """A review waits for the lead, or for who stands in the lead's place."""
    judge = judge_of(review)
    people = [judge.person] if judge else people_with_role(Role.TEAM_LEAD)
    _tell("appraisal.review_completed", people, review, now=now)


def review_sent_back(review: Review, *, reason: str, now: datetime) -> None:
    """The appraiser is to look again."""
    _tell("appraisal.review_sent_back", [review.appraiser.person], review, now=now, reason=reason)


def review_orphaned(review: Review, *, who: str, now: datetime) -> None:
    """Who has this review keeps out of its commune: somebody else must get it."""
    registration = review.assessment.registration
    facts = {"year": registration.cycle.year, "commune": str(registration.commune), "who": who}
    path = path_to("appraisal:team", registration.cycle.year)
    notify(kind="appraisal.review_orphaned", people=people_with_role(Role.OFFICER), path=path, now=now, **facts)


def breach_proposed(breach: Breach, *, now: datetime) -> None:
    """A breach waits for the lead's decision."""
    registration = breach.registration
    facts = {"year": registration.cycle.year, "commune": str(registration.commune)}
    leads = people_with_role(Role.TEAM_LEAD)
    path = path_to("appraisal:breaches", registration.cycle.year)
    notify(kind="appraisal.breach_proposed", people=leads, path=path, now=now, **facts)


def _tell(kind: str, people, review: Review, *, now: datetime, **facts) -> None:
    registration = review.assessment.registration
    year, commune = registration.cycle.year, registration.commune
    path = path_to("appraisal:review", year, commune.code)
    notify(kind=kind, people=people, path=path, now=now, year=year, commune=str(commune), **facts)
