"""The one document of a breach becomes the first of several, and back again, without loss [S4]."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.factories.appraisal import BreachDocumentFactory, BreachFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.server]

ONE = [("appraisal", "0003_founding_decision")]
SEVERAL = [("appraisal", "0006_breach_without_document")]


def migrate(target):
    MigrationExecutor(connection).migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


@pytest.fixture
def latest():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_a_breach_keeps_its_document_both_ways(latest):
    breach, bare = BreachFactory(), BreachFactory()
    first = BreachDocumentFactory(breach=breach)
    BreachDocumentFactory(breach=breach)

    before = migrate(ONE).get_model("appraisal", "Breach").objects
    assert dict(before.values_list("pk", "document")) == {breach.pk: first.file_id, bare.pk: None}

    after = migrate(SEVERAL).get_model("appraisal", "BreachDocument").objects
    assert list(after.values_list("breach", "file", "is_shared", "added_by")) == [
        (breach.pk, first.file_id, False, breach.recorded_by_id)
    ]
