"""The factories give what their names promise; every constraint of the database is met on the way."""

from decimal import Decimal

import pytest

from appraisal.models import Review
from tests.factories.appraisal import BreachFactory, ReviewFactory
from tests.factories.evidence import complete_dossier
from tests.factories.results import RecognitionFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db


def test_a_complete_dossier_has_a_file_per_leaf_and_three_signed_papers():
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
