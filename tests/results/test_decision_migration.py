"""The number and date of recognitions become a decision that they share, and back again, without loss [R4, S5]."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from results.models import CityDecision, Commendation, Revocation, RevocationWithdrawal
from tests.factories.appraisal import BreachFactory
from tests.factories.results import CONCLUDED, CityDecisionFactory, OutcomeFactory, RecognitionFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.server]

FORMER = [("results", "0005_criteria_in_labels")]
KEPT = [("results", "0008_kept_papers")]
TYPED, DECIDED = [("results", "0009_late_and_unconsidered_dossiers")], [("results", "0012_kept_decisions")]


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
    shared = CityDecisionFactory(cycle=cycle)
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


def test_commendations_and_revocations_keep_number_date_and_file_both_ways(latest):
    recognition = RecognitionFactory()
    cycle = recognition.outcome.registration.cycle
    breach = BreachFactory(registration=recognition.outcome.registration, confirmed=True)
    by_whom = {"recorded_at": CONCLUDED, "recorded_by": recognition.issued_by}
    made = {
        kind: CityDecisionFactory(cycle=cycle, kind=kind, number=f"{number}/QĐ-UBND", dated=date(2027, 3, number))
        for number, kind in enumerate(("commendation", "revocation", "withdrawal"), start=1)
    }
    Commendation.objects.create(recognition=recognition, decision=made["commendation"], **by_whom)
    revocation = Revocation.objects.create(
        recognition=recognition,
        breach=breach,
        decision=made["revocation"],
        reason="Vi phạm",
        revoked_at=CONCLUDED,
        revoked_by=recognition.issued_by,
        is_withdrawn=True,
    )
    RevocationWithdrawal.objects.create(revocation=revocation, decision=made["withdrawal"], ground="Đã hủy", **by_whom)
    file = made["withdrawal"].file_id

    before = migrate(TYPED)

    models = ("Commendation", "Revocation", "RevocationWithdrawal")
    told = [before.get_model("results", name).objects.get() for name in models]
    assert [(one.decision_number, one.decision_date) for one in told] == [
        (f"{number}/QĐ-UBND", date(2027, 3, number)) for number in (1, 2, 3)
    ]
    assert (told[2].file_id, before.get_model("results", "RecognitionDecision").objects.count()) == (file, 1)

    after = migrate(DECIDED)
    told = [after.get_model("results", name).objects.get().decision for name in models]
    assert [(one.kind, one.number, one.dated, one.file_id) for one in told] == [
        ("commendation", "1/QĐ-UBND", date(2027, 3, 1), None),
        ("revocation", "2/QĐ-UBND", date(2027, 3, 2), None),
        ("withdrawal", "3/QĐ-UBND", date(2027, 3, 3), file),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        CityDecision.objects.update(number="9")
