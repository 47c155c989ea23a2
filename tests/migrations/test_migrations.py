"""Every migration is reversible, with a whole year in the tables, and runs forward again without loss."""

from contextlib import nullcontext
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.loader import MigrationLoader

from tests.conftest import A_DAY
from tests.migrations import cases
from tests.migrations.cases import refuses
from tests.migrations.walk import latest, migrate, walk
from tests.permissions.world import build_world


@pytest.fixture
def an_empty_database(django_db_setup, django_db_blocker):
    """The default connection leads to a database without any table, and afterwards back to the tests' own."""
    own, empty = connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}_empty"
    with django_db_blocker.unblock():
        _run_apart(f'DROP DATABASE IF EXISTS "{empty}"', f'CREATE DATABASE "{empty}"')
        connection.close()
        connection.settings_dict["NAME"] = empty
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = own
            _run_apart(f'DROP DATABASE "{empty}"')


def _run_apart(*statements: str) -> None:
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def end_at_the_latest():
    yield
    migrate(latest())
    # As the command does at its end: the search's triggers stood on tables that were dropped and made again.
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


def test_each_migration_says_how_it_is_undone():
    loader = MigrationLoader(None)
    one_way = [
        f"{app}.{name}: {operation.describe()}"
        for (app, name), migration in loader.disk_migrations.items()
        if (settings.BASE_DIR / app).is_dir()
        for operation in migration.operations
        if not operation.reversible
    ]
    assert one_way == []


@pytest.mark.long
@pytest.mark.server
@pytest.mark.django_db(transaction=True)
def test_what_the_tables_hold_comes_back_and_forward_again(end_at_the_latest):
    walk(
        [
            cases.names_and_addresses,
            cases.keys_of_calendars,
            cases.secrets_in_clear,
            cases.documents_of_a_breach,
            cases.decisions_of_recognitions,
            cases.a_whole_year,
        ]
    )


@pytest.mark.server
@pytest.mark.django_db(transaction=True)
def test_decisions_of_every_kind_come_back_too(end_at_the_latest):
    """The year's earlier release knows no withdrawals, so this has a pass of its own."""
    walk([cases.decisions_of_every_kind])


@pytest.mark.server
def test_a_published_table_is_frozen_at_every_step(an_empty_database):
    """S7: versions come with the third migration, the policy on what does not apply with the fourth [S9]."""

    def frozen(models, model="Criterion", **change) -> bool:
        rows = models.get_model("scoring", model).objects.all()
        return refuses(lambda: rows.update(**change))

    _publish(migrate([("scoring", "0001_initial")]))
    assert frozen(migrate([("scoring", "0002_published_rubric_immutable")]), max_points=1)
    assert not frozen(migrate([("scoring", "0001_initial")]), max_points=2)
    migrate([("scoring", "0002_published_rubric_immutable")])
    governed = migrate([("scoring", "0003_governed_rubric")])
    assert frozen(governed, max_points=1)
    assert frozen(governed, "Rubric", step=1)
    excepting = migrate([("scoring", "0004_not_applicable")])
    assert frozen(excepting, max_points=1)
    assert frozen(excepting, "Rubric", not_applicable="rescale")

    [criterion], [rubric] = (excepting.get_model("scoring", name).objects.all() for name in ("Criterion", "Rubric"))
    assert (criterion.max_points, criterion.partial_steps, criterion.version) == (2, [], 0)
    assert rubric.not_applicable == "full_points"


def _publish(models) -> None:
    rubric = models.get_model("scoring", "Rubric").objects.create(
        code="bang-thu", applies_from_year=2026, state="published", published_at=A_DAY
    )
    models.get_model("scoring", "Criterion").objects.create(
        rubric=rubric, code="I.1", sort_key="01", is_leaf=True, max_points=10
    )


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("former", [True, False])
def test_a_dossier_that_was_set_aside_keeps_the_portal_from_going_back_behind_it(former):
    refuse = import_module("scoring.migrations.0011_former_assessments").refuse_with_former
    build_world(former=former)

    with pytest.raises(IrreversibleError, match="1 dossiers") if former else nullcontext():
        refuse(apps, None)
