"""Parallel workers: the test database is migrated once, and each worker begins with a copy of it.

On SQLite the migrated database is kept beside the test databases, named by the digest of the migrations: the next run
starts from it, until a migration or a package changes.
"""

import hashlib
import shutil
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from pytest_django.plugin import blocking_manager_key

from tests.migrations.quick import few_models_rendered

_BUILT = pytest.StashKey[tuple[list, int]]()


def _database() -> Path:
    """The file of this process's test database, on SQLite."""
    return Path(connection.settings_dict["TEST"]["NAME"])


def remove_leftovers() -> None:
    """Left by a killed run of SQLite: its journal would be applied to the new database."""
    if connection.vendor == "sqlite":
        name = _database()
        for file in name.parent.glob(f"{name.stem}*.sqlite3*"):
            file.unlink()


def _migrated() -> Path:
    """The path of the migrated database for these migrations and packages, whether it exists or not."""
    digest = hashlib.sha256(Path(settings.BASE_DIR, "uv.lock").read_bytes())
    for app in sorted(apps.get_app_configs(), key=lambda config: config.label):
        if Path(app.path).is_relative_to(settings.BASE_DIR):
            for file in sorted(Path(app.path, "migrations").glob("*.py")):
                digest.update(file.name.encode() + file.read_bytes())
    return _database().with_name(f"migrated-{digest.hexdigest()[:16]}.sqlite3")


def begin_with_what_was_migrated() -> bool:
    """Copy the database of an earlier run; False where there is none."""
    if connection.vendor != "sqlite" or not _migrated().exists():
        return False
    shutil.copyfile(_migrated(), _database())
    return True


def keep_what_was_migrated() -> None:
    """Keep this database for later runs; those of former migrations are deleted."""
    if connection.vendor != "sqlite" or _migrated().exists():
        return
    connection.close()  # SQLite writes its journal back into the file that is copied
    for file in _database().parent.glob("migrated-*.sqlite3"):
        file.unlink(missing_ok=True)
    part = _migrated().with_suffix(".part")
    shutil.copyfile(_database(), part)
    part.replace(_migrated())


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config, specs):
    """Migrate one database and copy it for every worker."""
    remove_leftovers()
    ready = begin_with_what_was_migrated()
    with config.stash[blocking_manager_key].unblock():
        with few_models_rendered() if connection.vendor == "sqlite" else nullcontext():
            built = setup_databases(0, False, keepdb=ready, serialized_aliases=set())  # noqa: FBT003
        keep_what_was_migrated()
        connection.close()  # SQLite writes its journal back into the file that is copied
        for number in range(1, len(specs) + 1):
            connection.creation.clone_test_db(suffix=str(number), verbosity=0)
    config.stash[_BUILT] = built, len(specs)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Tell a worker which copy is its own."""
    own = int(node.gateway.id.removeprefix("gw")) + 1
    node.workerinput["database"] = str(connection.creation.get_test_db_clone_settings(str(own))["NAME"])


def pytest_unconfigure(config):
    """Delete the migrated database and the copies."""
    if _BUILT in config.stash:
        built, copies = config.stash[_BUILT]
        with config.stash[blocking_manager_key].unblock():
            teardown_databases(built, 0, parallel=copies)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request):
    """A worker uses its own copy; a run without workers creates its database."""
    if own := getattr(request.config, "workerinput", {}).get("database"):
        connection.settings_dict["TEST"]["NAME"] = own
    else:
        remove_leftovers()


@pytest.fixture(scope="session")
def django_db_keepdb(request, django_db_modify_db_settings):
    """Keep a worker's copy, which its creator deletes; without workers, start from the migrated database."""
    return hasattr(request.config, "workerinput") or begin_with_what_was_migrated()


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_setup, django_db_blocker):
    """Keep the database that a run without workers has migrated."""
    if not hasattr(request.config, "workerinput"):
        with django_db_blocker.unblock():
            keep_what_was_migrated()
