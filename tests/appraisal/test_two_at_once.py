"""Two members who complete at the same instant are compared once, on either database [S8]."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connections

from appraisal import services
from appraisal.double_review.phases import Phase
from appraisal.double_review.queries import phase_at
from appraisal.models import IndependentScore, Review
from audit.models import Entry
from tests.factories.appraisal import SecondReviewFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_both_complete_at_once_and_are_compared_once(at):
    now = at(2026, 12, 3)
    second = SecondReviewFactory(criteria=["I.1"])
    people = [second.review.appraiser.person, second.appraiser.person]
    for person in people:
        facts = {"points": Decimal(10), "comment": "", "seen_version": 0}
        services.enter_independent_score(review=second.review, criterion="I.1", by=person, now=now, **facts)
    start = Barrier(2)

    def complete(person):
        start.wait()
        try:
            services.complete_independent_scores(review=second.review, by=person, now=now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(complete, people))

    review = Review.objects.get()
    assert (phase_at(review), review.total) == (Phase.COMPLETE, 10)
    assert IndependentScore.objects.filter(frozen_at__isnull=False).count() == 2
    assert Entry.objects.filter(verb="appraisal.compare_opinions").count() == 1
