"""The migrations of a published table: it comes through them whole, frozen at every step, each with what it brings."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from tests.factories.scoring import RubricFactory

pytestmark = pytest.mark.django_db(transaction=True)

PUBLISHED = [("scoring", "0002_published_rubric_immutable")]
GOVERNED = [("scoring", "0003_governed_rubric")]
EXCEPTING = [("scoring", "0004_not_applicable")]


def migrate(target):
    MigrationExecutor(connection).migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


def frozen(apps, model="Criterion", **change) -> bool:
    rows = apps.get_model("scoring", model).objects
    rows = rows.filter(code="I.1") if model == "Criterion" else rows
    try:
        with transaction.atomic():
            rows.update(**change)
    except IntegrityError:
        return True
    return False


@pytest.fixture
def latest():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())  # what stands on it was taken down with it


def test_a_published_table_is_frozen_before_and_after_each_migration(latest):
    """S7: versions come with the second, the policy on what does not apply with the third [S9]."""
    RubricFactory()

    published = migrate(PUBLISHED)
    seen = [frozen(published, max_points=1)]
    governed = migrate(GOVERNED)
    seen += [frozen(governed, max_points=1), frozen(governed, "Rubric", step=1)]
    excepting = migrate(EXCEPTING)
    seen += [frozen(excepting, max_points=1), frozen(excepting, "Rubric", not_applicable="rescale")]

    assert seen == [True] * 5
    rows = excepting.get_model("scoring", "Criterion").objects
    assert (rows.count(), rows.filter(partial_steps=[], version=0).count()) == (12, 12)
    assert excepting.get_model("scoring", "Rubric").objects.get().not_applicable == "full_points"
