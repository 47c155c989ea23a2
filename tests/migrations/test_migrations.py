"""Every migration is reversible, with a whole year in the tables, and runs forward again without loss."""

from contextlib import nullcontext
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.loader import MigrationLoader

from tests.migrations import cases
from tests.migrations.walk import latest, migrate, walk
from tests.permissions.world import build_world


@pytest.fixture
def end_at_the_latest():
    yield
    migrate(latest())


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
@pytest.mark.parametrize("case", [cases.a_published_table, cases.decisions_of_every_kind])
def test_what_has_a_walk_of_its_own_comes_back_too(case, end_at_the_latest):
    """The earliest table of all knows no recognitions, and the year's earlier release knows no withdrawals."""
    walk([case])


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("former", [True, False])
def test_a_dossier_that_was_set_aside_keeps_the_portal_from_going_back_behind_it(former):
    refuse = import_module("scoring.migrations.0011_former_assessments").refuse_with_former
    build_world(former=former)

    with pytest.raises(IrreversibleError, match="1 dossiers") if former else nullcontext():
        refuse(apps, None)
