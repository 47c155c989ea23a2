"""The factories create what their names say; every constraint of the database is satisfied."""

from decimal import Decimal

import pytest

from appraisal.models import Review
from results.models import DepartmentReport
from tests.factories.appraisal import BreachFactory, ReviewFactory
from tests.factories.evidence import complete_dossier
from tests.factories.results import OutcomeFactory, RecognitionFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db


def test_a_complete_dossier_has_a_file_per_criterion_and_three_signed_papers():
    assessment = SelfAssessmentFactory(scores="full")
    complete_dossier(assessment)

    assert (assessment.total, assessment.scores.count()) == (Decimal(100), 8)
    assert assessment.parts.exclude(signed=None).count() == 3
    assert [score.evidence_items.count() for score in assessment.scores.all()] == [1] * 8


def test_a_reconciled_review_repeats_the_self_scores():
    review = ReviewFactory(reconciled=True, scores="agree")

    assert (review.state, review.total, review.scored_count) == (Review.State.RECONCILED, Decimal(100), 8)


def test_breaches_and_recognitions_stand():
    BreachFactory(confirmed=True)
    RecognitionFactory()


def test_what_was_sent_or_completed_has_every_criterion():
    assert SelfAssessmentFactory(submitted=True).scored_count == 8
    review = ReviewFactory(reconciled=True)
    assert (review.scored_count, review.assessment.state) == (8, "closed")

    with pytest.raises(ValueError, match="every criterion"):
        SelfAssessmentFactory(submitted=True, scores={"I.1": "10"})
    with pytest.raises(ValueError, match="every criterion"):
        ReviewFactory(completed=True, scores={"I.1": "10"})


def test_what_is_recognised_was_appraised_at_its_points():
    outcome = RecognitionFactory().outcome
    review = Review.objects.get(assessment__registration=outcome.registration)

    assert (review.state, review.total, review.group_totals) == (
        "reconciled",
        outcome.appraised_total,
        outcome.group_totals,
    )
    assert review.assessment.total == outcome.self_total


def test_an_outcome_has_the_level_of_its_points():
    assert OutcomeFactory(appraised_total=Decimal("79.99")).level == 0
    assert OutcomeFactory(reason="not_submitted").rank is None

    with pytest.raises(ValueError, match="level of its points"):
        OutcomeFactory(level=4)


@pytest.mark.parametrize(("trait", "reports"), [({}, 0), ({"confirmed": True}, 0), ({"approved": True}, 1)])
def test_the_city_has_approved_nothing_that_was_not_reported(trait, reports):
    OutcomeFactory(**trait)
    OutcomeFactory(**trait)

    assert DepartmentReport.objects.count() == reports
