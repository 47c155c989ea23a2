"""Every service locks its rows before it writes, and in one order; the whole suite checks it.

SQLite leaves `FOR UPDATE` out of its SQL, so the query is watched, not the text. At its first write a service
must hold rows of the models that `tests/locks_expected.py` names; `tests/architecture/test_locks.py` demands that each
service is named there. The lock order is year, entry, dossier, rest; and a service that changes a part of a dossier or
of its appraisal must increment a `version` (docs/decisions/0048).
"""

import os
import re
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import Atomic

from tests.locks_expected import COUNTS_NO_CHANGE, LOCKS

_ROOT = f"{settings.BASE_DIR}{os.sep}"
_SERVICES = f"{os.sep}services"
_WRITES = ("INSERT", "UPDATE", "DELETE")
# Modules outside of a package of services that hold some.
_NAMED = {verb.rpartition(".")[0] for verb in LOCKS}
_ORDER = {"communes.Cycle": 0, "communes.Registration": 1, "scoring.SelfAssessment": 2}
# Models that wait only for their own row, and are no part of a dossier, are in no order.
_REST = ("evidence", "appraisal", "results")
_PARTS = {
    *("scoring_selfscore", "scoring_ratiofigure", "evidence_evidenceitem", "evidence_dossierpart"),
    *("evidence_inquiry", "evidence_question", "appraisal_review", "appraisal_reviewscore"),
    *("appraisal_secondreview", "appraisal_independentscore"),
}
_TABLE = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "([a-z_]+)"')
_COUNTED = re.compile(r'(?:INSERT INTO|UPDATE) "(?:scoring_selfassessment|appraisal_review)" .*"version"')
_names: dict[str, str | None] = {}
# For each running service, by its frame: the models it has locked; None once it has written.
_held: dict[tuple[int, str], set[str] | None] = {}
# For each running service: the models that it has locked, in order, and the transaction depth.
_taken: dict[tuple[int, str], list[tuple[str, int]]] = {}
# For each service that changed a part of a dossier: whether it incremented the version.
_counted: dict[tuple[int, str], bool] = {}
breaches: list[str] = []
# The models of all rows that a test has read with a lock, for tests of one place.
locked: list[str] = []


def _module(filename: str) -> str | None:
    """The services module of this file, or None."""
    if filename not in _names:
        parts = Path(filename.removeprefix(_ROOT)).with_suffix("").parts
        module = ".".join(parts)
        is_own = filename.startswith(_ROOT) and "/." not in filename and parts[0] != "tests"
        _names[filename] = module if is_own and (_SERVICES in filename or module in _NAMED) else None
    return _names[filename]


def _verb() -> tuple[int, str] | None:
    """The outermost running function of a service, called from the edge."""
    frame, outermost = sys._getframe(2), None
    while frame is not None:
        filename = frame.f_code.co_filename
        # Hundreds of frames at every write of the suite: a known file costs no call.
        if module := _names[filename] if filename in _names else _module(filename):
            outermost = id(frame), f"{module}.{frame.f_code.co_qualname}"
        frame = frame.f_back
    return outermost


def _hold(model: str) -> None:
    verb = _verb()
    if verb is None:
        return
    if (held := _held.setdefault(verb, set())) is not None:
        held.add(model)
    if (rank := _rank(model)) is not None:
        taken = _taken.setdefault(verb, [])
        known = [other for other, _ in taken]
        if model not in known and (late := [other for other in known if _rank(other) > rank]):
            breaches.append(f"{verb[1]} locks {model} after {', '.join(late)}")
        taken.append((model, _depth()))


def _depth() -> int:
    return len(connection.atomic_blocks)


def _let_go() -> None:
    """A transaction inside a service has ended, and with it every lock that was taken in it."""
    verb = _verb() if _taken else None
    if verb in _taken and all(depth > _depth() for _, depth in _taken[verb]):
        del _taken[verb]


def _rank(model: str) -> int | None:
    return _ORDER.get(model, len(_ORDER) if model.partition(".")[0] in _REST else None)


def _write(what: str) -> None:
    verb = _verb()
    if verb is None:
        return
    _count(verb, what)
    what = what[:60]
    held = _held.setdefault(verb, set())
    if held is None:
        return
    _held[verb] = None
    if missing := {model for model in LOCKS.get(verb[1], ()) if model not in held}:
        breaches.append(f"{verb[1]} did not hold {', '.join(sorted(missing))} before: {what}")


def _count(verb: tuple[int, str], sql: str) -> None:
    """Record a change of a part of a dossier, and the increment of its version."""
    if (table := _TABLE.match(sql)) and table[1] in _PARTS and verb[1] not in COUNTS_NO_CHANGE:
        _counted.setdefault(verb, False)
    if _COUNTED.match(sql):
        _counted[verb] = True


def _locked_models(query) -> list[str]:
    """The models of the rows that a query locks, in the order in which PostgreSQL locks them."""
    result = []
    for path in query.select_for_update_of or ("self",):
        meta = query.get_meta()
        for name in path.split("__") if path != "self" else ():
            meta = meta.get_field(name).related_model._meta
        result.append(meta.label)
    return result


def _watched_read(execute_sql):
    def watched(self, *args, **kwargs):
        if self.query.select_for_update:
            for model in _locked_models(self.query):
                locked.append(model)
                _hold(model)
        return execute_sql(self, *args, **kwargs)

    return watched


def _watched_end(leave):
    def watched(self, *args):
        try:
            return leave(self, *args)
        finally:
            _let_go()

    return watched


def _watched_cursor(execute):
    def watched(self, sql, params=None):
        if isinstance(sql, str) and sql.startswith(_WRITES):
            _write(sql)
        return execute(self, sql, params)

    return watched


@pytest.fixture(autouse=True, scope="session")
def watch_locks():
    """Record what is locked and what is written."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLCompiler, "execute_sql", _watched_read(SQLCompiler.execute_sql))
        patch.setattr(CursorWrapper, "execute", _watched_cursor(CursorWrapper.execute))
        patch.setattr(Atomic, "__exit__", _watched_end(Atomic.__exit__))
        yield


@contextmanager
def checked():
    """Fail where a service writes inside of this block before it locked what it declares."""
    for noted in (_held, _taken, _counted, breaches, locked):
        noted.clear()
    yield
    uncounted = {verb for (_, verb), is_counted in _counted.items() if not is_counted}
    breaches.extend(f"{verb} changes a part of a dossier and counts no change" for verb in uncounted)
    assert not breaches, "\n".join(sorted(set(breaches)))


@pytest.fixture(autouse=True)
def refuse_writes_without_locks():
    """Fail a test in which a service wrote before it locked what it declares."""
    with checked():
        yield
