"""Twenty appraisers at the same moment, each in their own connection, on either engine: nothing is lost [S8]."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from appraisal.models import Review
from audit.models import Entry
from tests.factories.accounts import appraiser
from tests.factories.appraisal import AppraisalTeamFactory, ReviewFactory, TeamMemberFactory
from tests.factories.communes import CycleFactory

pytestmark = pytest.mark.django_db(transaction=True)
CRITERIA = {"I.1": "10", "II.1": "20", "IV.1": "25"}
PEOPLE = 20


def appraise(review):
    """One appraiser's three criteria, one after the other, as the desk sends them; the answers' statuses."""
    client = Client()
    client.force_login(review.appraiser.person)
    place = (2026, review.assessment.registration.commune.code)
    try:
        return [
            client.post(
                reverse("appraisal:save_review_score", args=[*place, criterion]),
                {"points": points, "explanation": "", "seen_version": 0},
                headers={"HX-Request": "true"},
            ).status_code
            for criterion, points in CRITERIA.items()
        ]
    finally:
        connections.close_all()


def test_twenty_appraisers_at_once_lose_nothing(at):
    at(2026, 12, 5)
    team = AppraisalTeamFactory(cycle=CycleFactory(year=2026))
    reviews = [
        ReviewFactory(
            assessment__registration__cycle=team.cycle,
            appraiser=TeamMemberFactory(team=team, person=appraiser()),
        )
        for _ in range(PEOPLE)
    ]

    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = list(pool.map(appraise, reviews))

    assert answers == [[200] * len(CRITERIA)] * PEOPLE
    assert set(Review.objects.values_list("total", "scored_count", "state")) == {
        (Decimal(55), len(CRITERIA), Review.State.IN_PROGRESS)
    }
    assert Entry.objects.filter(verb="appraisal.enter_review_score").count() == PEOPLE * len(CRITERIA)
