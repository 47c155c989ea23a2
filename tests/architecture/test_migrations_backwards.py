"""Every migration leads back, with a whole year in the tables, and forward again without loss."""

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from tests.permissions.world import build_world

# What a portal has that was set up before the first of the migrations that are walked here.
EARLIER = [
    ("accounts", "0003_calendar_key"),
    ("appraisal", "0011_coverage"),
    ("communes", "0001_initial"),
    ("documents", "0006_previews"),
    ("evidence", "0006_inquiries"),
    ("notifications", "0002_mailings_and_wishes"),
    ("results", "0003_commendation"),
    ("scoring", "0005_asking_the_commune"),
]


def rows():
    """How many rows each of our tables has."""
    ours = [model for model in apps.get_models() if model.__module__.partition(".")[0] in dict(EARLIER)]
    return {model._meta.label: model._base_manager.count() for model in ours}


def columns():
    """The tables and the columns of each."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        return {
            name: {column.name for column in connection.introspection.get_table_description(cursor, name)}
            for name in names
        }


@pytest.fixture
def latest():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


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


@pytest.mark.django_db(transaction=True)
def test_a_year_in_the_tables_goes_back_to_an_earlier_release_and_forward_again(latest):
    build_world()
    before, shape = rows(), columns()
    assert sum(before.values()) > 100

    executor = MigrationExecutor(connection)
    executor.migrate(EARLIER)
    old = {f"{app}.{name}" for app, name in executor.loader.project_state(EARLIER).models}
    assert "name_key" not in columns()["communes_commune"]
    call_command("migrate", verbosity=0)

    # What did not exist then cannot have been kept.
    assert {label: count for label, count in rows().items() if label.lower() in old} == {
        label: count for label, count in before.items() if label.lower() in old
    }
    assert columns() == shape
