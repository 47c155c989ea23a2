"""Workers side by side: the test database is migrated once, and each worker begins with a copy of it."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from pytest_django.plugin import blocking_manager_key

_BUILT = pytest.StashKey[tuple[list, int]]()


def remove_leftovers() -> None:
    """What a run that was killed left of SQLite: its journal would be taken for the new database's."""
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["TEST"]["NAME"])
        for file in name.parent.glob(f"{name.stem}*.sqlite3*"):
            file.unlink()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config, specs):
    """Migrate one database and copy it for every worker to come."""
    remove_leftovers()
    with config.stash[blocking_manager_key].unblock():
        built = setup_databases(0, False, serialized_aliases=set())  # noqa: FBT003
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
    """Remove what was migrated, and the copies."""
    if _BUILT in config.stash:
        built, copies = config.stash[_BUILT]
        with config.stash[blocking_manager_key].unblock():
            teardown_databases(built, 0, parallel=copies)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request):
    """A worker uses its own copy; alone, a run makes its database anew."""
    if own := getattr(request.config, "workerinput", {}).get("database"):
        connection.settings_dict["TEST"]["NAME"] = own
    else:
        remove_leftovers()


@pytest.fixture(scope="session")
def django_db_keepdb(request):
    """A worker's copy is whole already, and is removed by who made it."""
    return hasattr(request.config, "workerinput")
