"""The base of every test: warnings are errors, no connection leaves the machine, a fixed clock."""

import gc
import itertools
import socket
from datetime import datetime
from types import SimpleNamespace

import auditlog.context
import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test import TransactionTestCase
from hypothesis import settings as examples

from kernel.deadlines import CITY_ZONE
from scoring import queries
from tests import faketime, flush, kept_rows, strict_templates
from tests.copies import (  # noqa: F401 (pytest finds its hooks and fixtures here)
    django_db_keepdb,
    django_db_modify_db_settings,
    django_db_setup,
    pytest_configure_node,
    pytest_unconfigure,
    pytest_xdist_setupnodes,
)
from tests.factories.signatures import authority  # noqa: F401 (a fixture)
from tests.kept_rows import _django_db_helper, _rows_to_begin_with, kept, standing_rows  # noqa: F401
from tests.locks import refuse_writes_without_locks, watch_locks  # noqa: F401
from tests.shuffled_rows import reshuffle, shuffle_rows  # noqa: F401

faketime.mend_sleep()

# Migrations and tests make much that is soon gone at once: the collector need not look so often.
gc.set_threshold(50_000, 20, 20)

# The time of an example shows how busy the machine is, not whether the code is right.
examples.register_profile("portal", deadline=None)
examples.load_profile("portal")

# The date of every test that sets none: the year 2026 is under way, dossiers may still arrive.
A_DAY = datetime(2026, 11, 20, 9, 0, tzinfo=CITY_ZONE)
_LOCAL = {"127.0.0.1", "::1", "localhost", ""}

_DATABASE = {"db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(items):
    """Tests without a database need to run on one only. Row locks exist on PostgreSQL only. Long tests come first."""
    has_row_locks = "postgresql" in settings.DATABASES["default"]["ENGINE"]
    for item in items:
        if item.get_closest_marker("postgres") and not has_row_locks:
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL"))
        if not item.get_closest_marker("django_db") and not _DATABASE & set(item.fixturenames):
            item.add_marker(pytest.mark.once)
    # Begun first, so that at the end no worker runs alone.
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    kept_rows.together(items)


def pytest_collection_finish():
    """What is loaded stays: the collector need not look at it. It saves a fifteenth of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def stay_on_this_machine(monkeypatch):
    """Refuse every connection that leaves the loopback interface."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in _LOCAL:
            raise RuntimeError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True, scope="session")
def undo_by_deleting():
    """A test that committed is undone by deleting its rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush.delete_all_rows)
        yield


@pytest.fixture(autouse=True, scope="session")
def note_missing_variables():
    """Django renders a failed lookup as nothing: record each one in the portal's own templates."""
    with pytest.MonkeyPatch.context() as patch:
        strict_templates.install(patch)
        yield


@pytest.fixture(autouse=True)
def refuse_missing_variables():
    """Fail a test whose pages, papers or mails looked up a missing variable."""
    with strict_templates.checked():
        yield


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    """Uploads of a test are stored in its own folder."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.UPLOAD_PARTS_DIR = str(tmp_path / "uploads")


@pytest.fixture(autouse=True)
def forget_tables():
    """A published table is cached per process; a test's table is gone after the test."""
    queries._frozen_table.cache_clear()
    queries._frozen_rows.cache_clear()
    queries._frozen_rubric.cache_clear()


@pytest.fixture(autouse=True, scope="session")
def pinned_clock():
    """Every clock of this process (the portal's, the database's defaults, sessions, signatures) is fixed to one date.

    It also applies to what is set up for a module or a run. Clocks that only measure (`time.monotonic`) run on.
    """
    with time_machine.travel(A_DAY, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True, scope="session")
def tell_requests_apart():
    """auditlog distinguishes requests by the clock, which is fixed here: count them instead."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(auditlog.context, "time", SimpleNamespace(time=itertools.count().__next__))
        yield


@pytest.fixture(autouse=True)
def clock_on_its_day(pinned_clock):
    """Each test, and the set-up of each module, begins at the same instant, whatever the test before did."""
    pinned_clock.move_to(A_DAY)
    yield pinned_clock
    pinned_clock.move_to(A_DAY)


@pytest.fixture
def at(pinned_clock):
    """Set the clock: `at(2026, 11, 20)` or `at(2026, 11, 30, 23, 59)`, city time."""

    def set_clock(*moment: int) -> datetime:
        instant = datetime(*moment, tzinfo=CITY_ZONE) if len(moment) > 3 else datetime(*moment, 9, 0, tzinfo=CITY_ZONE)
        pinned_clock.move_to(instant)
        return instant

    return set_clock


@kept
def decree():
    """The real table and the real 114 communes."""
    call_command("load_decree", verbosity=0)
