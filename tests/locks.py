"""Every verb of a service holds its rows before it writes; the whole suite watches, on both databases.

SQLite leaves `FOR UPDATE` out of its SQL, so it is the query that is watched, not the text. At its first write a verb
must hold rows of the models that `tests/locks_expected.py` names; `tests/architecture/test_locks.py` asks that each
verb be named there.
"""

import os
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db.backends.utils import CursorWrapper
from django.db.models.sql.compiler import SQLCompiler

from kernel.states import Stateful
from tests.locks_expected import LOCKS

_ROOT = f"{settings.BASE_DIR}{os.sep}"
_SERVICES = f"{os.sep}services"
_WRITES = ("INSERT", "UPDATE", "DELETE")
_names: dict[str, str | None] = {}
# Of each running verb, known by its frame: the models it holds; None once it has written.
_held: dict[tuple[int, str], set[str] | None] = {}
breaches: list[str] = []


def _module(filename: str) -> str | None:
    """The services module of this file, or None."""
    if filename not in _names:
        named = filename.startswith(_ROOT) and _SERVICES in filename and "/." not in filename
        parts = Path(filename.removeprefix(_ROOT)).with_suffix("").parts
        _names[filename] = ".".join(parts) if named and parts[0] != "tests" else None
    return _names[filename]


def _verb() -> tuple[int, str] | None:
    """The outermost function of a service that is running: what the edge called."""
    frame, outermost = sys._getframe(2), None
    while frame is not None:
        if module := _module(frame.f_code.co_filename):
            outermost = id(frame), f"{module}.{frame.f_code.co_qualname}"
        frame = frame.f_back
    return outermost


def _hold(model: str) -> None:
    if (verb := _verb()) and (held := _held.setdefault(verb, set())) is not None:
        held.add(model)


def _write(what: str) -> None:
    verb = _verb()
    if verb is None:
        return
    held = _held.setdefault(verb, set())
    if held is None:
        return
    _held[verb] = None
    if missing := {model for model in LOCKS.get(verb[1], ()) if not held.intersection(model.split("|"))}:
        breaches.append(f"{verb[1]} did not hold {', '.join(sorted(missing))} before: {what}")


def _watched_read(execute_sql):
    def watched(self, *args, **kwargs):
        if self.query.select_for_update:
            _hold(self.query.get_meta().label)
        return execute_sql(self, *args, **kwargs)

    return watched


def _watched_state(lock_state):
    def watched(self):
        _hold(self._meta.label)
        return lock_state(self)

    return watched


def _watched_cursor(execute):
    def watched(self, sql, params=None):
        if isinstance(sql, str) and sql.startswith(_WRITES):
            _write(sql[:60])
        return execute(self, sql, params)

    return watched


@pytest.fixture(autouse=True, scope="session")
def watch_locks():
    """Note what is held and what is written."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLCompiler, "execute_sql", _watched_read(SQLCompiler.execute_sql))
        patch.setattr(Stateful, "lock_state", _watched_state(Stateful.lock_state))
        patch.setattr(CursorWrapper, "execute", _watched_cursor(CursorWrapper.execute))
        yield


@pytest.fixture(autouse=True)
def refuse_writes_without_locks():
    """Fail the test in which a verb wrote before it held what it says it holds."""
    _held.clear()
    breaches.clear()
    yield
    assert not breaches, "\n".join(sorted(set(breaches)))
