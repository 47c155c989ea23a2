"""The migration that governs versions: a published table comes through it whole, and frozen before and after."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from tests.factories.scoring import RubricFactory

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE, AFTER = [("scoring", "0002_published_rubric_immutable")], [("scoring", "0003_governed_rubric")]


def migrate(target):
    MigrationExecutor(connection).migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


def frozen(apps) -> bool:
    try:
        with transaction.atomic():
            apps.get_model("scoring", "Criterion").objects.filter(code="I.1").update(max_points=1)
    except IntegrityError:
        return True
    return False


@pytest.fixture
def latest():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())  # what stands on it was taken down with it


def test_the_guards_stand_before_and_after(latest):
    RubricFactory()

    former = migrate(BEFORE)
    seen = [frozen(former)]
    later = migrate(AFTER)
    seen.append(frozen(later))

    assert seen == [True, True]
    rows = later.get_model("scoring", "Criterion").objects
    assert (rows.count(), rows.filter(partial_steps=[], version=0).count()) == (12, 12)
