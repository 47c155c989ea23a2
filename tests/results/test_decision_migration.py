"""The number and date of recognitions become a decision that they share, and back again, without loss [R4, S5]."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.factories.results import OutcomeFactory, RecognitionDecisionFactory, RecognitionFactory

pytestmark = pytest.mark.django_db(transaction=True)

FORMER = [("results", "0005_criteria_in_labels")]
KEPT = [("results", "0008_kept_papers")]


def migrate(target):
    MigrationExecutor(connection).migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


@pytest.fixture
def latest():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_recognitions_keep_number_and_date_both_ways(latest):
    outcome = OutcomeFactory(published=True)
    cycle = outcome.registration.cycle
    shared = RecognitionDecisionFactory(cycle=cycle)
    both = [
        RecognitionFactory(outcome=outcome, decision=shared),
        RecognitionFactory(outcome=OutcomeFactory(published=True, registration__cycle=cycle), decision=shared),
    ]

    before = migrate(FORMER).get_model("results", "Recognition").objects
    told = [(one.pk, "6000/QĐ-UBND", date(2026, 12, 25)) for one in both]
    assert list(before.order_by("pk").values_list("pk", "decision_number", "decision_date")) == told

    after = migrate(KEPT)
    fields = ("pk", "decision__number", "decision__dated")
    assert list(after.get_model("results", "Recognition").objects.order_by("pk").values_list(*fields)) == told
    assert after.get_model("results", "RecognitionDecision").objects.count() == 1
