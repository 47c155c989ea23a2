"""Rows with which several tests begin are made once, not for each: `@kept` in place of `@pytest.fixture`.

They are made in a transaction around the transactions of the tests, and stay as long as one test after another begins
with them. A test changes them in its own transaction, which is undone as ever, and gets its own copies of the objects
and of the stored files. Before a test that does not begin with them they are undone: which test ran before makes no
difference. A test that commits (`transaction=True`, the browser) makes them for itself.
"""

import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from functools import partial, reduce
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings

from kernel import clock
from tests import locks, strict_templates


@dataclass(eq=False)
class Rows:
    """How rows are made, and what was made while they stand."""

    make: Callable
    after: "Rows | None"
    at: datetime | None
    made: Any = None
    files: Path | None = None
    atomic: transaction.Atomic | None = None

    def chain(self) -> list["Rows"]:
        """These rows, and before them those that they need."""
        return [*(self.after.chain() if self.after else []), self]


def kept(make: Callable | None = None, *, after=None, at: datetime | None = None, sets_clock: bool = False):
    """Decorates a function without arguments, which makes the rows: a fixture of what it returns.

    `at`: the instant at which they are made; `sets_clock`: the test's clock begins at that instant, too.
    `after`: another such fixture, whose rows are made before and whose value the function takes.
    """
    if make is None:
        return partial(kept, after=after, at=at, sets_clock=sets_clock)
    rows = Rows(make, after.kept_rows if after else None, at)

    def begin_with(db, own_media, clock_on_its_day, settings):
        if sets_clock:
            clock_on_its_day.move_to(at)
        if rows.atomic is None:  # a test that commits
            return reduce(lambda after, each: _made(each, after, clock_on_its_day), rows.chain(), None)
        shutil.copytree(rows.files, settings.MEDIA_ROOT, dirs_exist_ok=True)
        return deepcopy(rows.made)

    begin_with.kept_rows = rows
    fixture = pytest.fixture(begin_with)
    fixture.kept_rows = rows
    return fixture


def _made(rows: Rows, after: Any, pinned_clock) -> Any:
    """Make the rows at their instant, with what those before them are; the clock is put back."""
    now = clock.now()
    pinned_clock.move_to(rows.at or now)
    try:
        return rows.make(after) if rows.after else rows.make()
    finally:
        pinned_clock.move_to(now)


def _chain_of(item) -> list[Rows]:
    """The rows with which this test begins: of the longest chain among its fixtures."""
    found = (definitions[-1].func for definitions in item._fixtureinfo.name2fixturedefs.values())
    chains = [func.kept_rows.chain() for func in found if hasattr(func, "kept_rows")]
    longest = max(chains, key=len, default=[])
    if any(chain != longest[: len(chain)] for chain in chains):
        raise pytest.UsageError(f"{item.nodeid} begins with rows that are not made after one another")
    return longest


def together(items) -> None:
    """Within a module, tests that begin with the same rows run one after another, else in the order that they had."""
    result = []
    for _, module in groupby(items, key=lambda item: item.path):
        chains: dict[tuple, list] = {}
        for item in module:
            chains.setdefault(tuple(map(id, _chain_of(item))), []).append(item)
        for key in sorted(chains, key=len):
            result.extend(chains[key])
    items[:] = result


class Standing:
    """The rows that stand now, each made after the one before it."""

    def __init__(self, folder: Callable[[], Path], pinned_clock):
        self._folder, self._clock = folder, pinned_clock
        self._stack: list[Rows] = []

    def bring_to(self, chain: list[Rows]) -> None:
        """Undo what is not wanted, and make what is missing."""
        # A test may have closed the connection, with which they went.
        while self._stack and (connection.closed_in_transaction or self._stack != chain[: len(self._stack)]):
            self._undo()
        for rows in chain[len(self._stack) :]:
            self._make(rows)

    def _undo(self) -> None:
        rows = self._stack.pop()
        transaction.set_rollback(True)
        rows.atomic.__exit__(None, None, None)
        shutil.rmtree(rows.files)
        rows.made = rows.files = rows.atomic = None

    def _make(self, rows: Rows) -> None:
        rows.files = self._folder()
        if rows.after:
            shutil.copytree(rows.after.files, rows.files, dirs_exist_ok=True)
        rows.atomic = transaction.atomic()
        rows.atomic._from_testcase = True
        rows.atomic.__enter__()
        self._stack.append(rows)
        folders = {"MEDIA_ROOT": str(rows.files), "UPLOAD_PARTS_DIR": f"{rows.files}-uploads"}
        try:
            with override_settings(**folders), locks.checked(), strict_templates.checked():
                rows.made = _made(rows, rows.after and deepcopy(rows.after.made), self._clock)
        except BaseException:
            self._undo()
            raise


@pytest.fixture(scope="session")
def standing_rows(django_db_setup, django_db_blocker, pinned_clock, tmp_path_factory):
    """The rows that stand between tests."""
    result = Standing(lambda: tmp_path_factory.mktemp("kept"), pinned_clock)
    yield result
    with django_db_blocker.unblock():
        result.bring_to([])


@pytest.fixture
def _rows_to_begin_with(request, standing_rows, django_db_blocker):
    mark = request.node.get_closest_marker("django_db")
    committing = {"transactional_db", "live_server"} & set(request.fixturenames)
    commits = committing or (mark and mark.kwargs.get("transaction"))
    with django_db_blocker.unblock():
        standing_rows.bring_to([] if commits else _chain_of(request.node))


@pytest.fixture
def _django_db_helper(_rows_to_begin_with, _django_db_helper):
    """pytest-django's own, whose transaction begins after that of the rows."""
    return _django_db_helper
