"""The migration that brings exceptions: a published table comes through it frozen, its policy with it [S7, S9]."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from tests.factories.scoring import RubricFactory

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE, AFTER = [("scoring", "0003_governed_rubric")], [("scoring", "0004_not_applicable")]


def migrate(target):
    MigrationExecutor(connection).migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


def frozen(apps, **change) -> bool:
    try:
        with transaction.atomic():
            apps.get_model("scoring", "Rubric").objects.update(**change)
    except IntegrityError:
        return True
    return False


@pytest.fixture
def latest():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_a_published_table_is_frozen_before_and_after_with_its_policy(latest):
    RubricFactory()

    former = migrate(BEFORE)
    before = frozen(former, step=1)
    later = migrate(AFTER)
    after = [frozen(later, step=1), frozen(later, not_applicable="rescale")]

    assert (before, after) == (True, [True, True])
    assert later.get_model("scoring", "Rubric").objects.get().not_applicable == "full_points"
