"""Trying mutants: the tests run once, each is noted with the lines that it runs, and then for every mutant only the
tests that ran its lines run again, the quickest first, in a child of the process that has everything loaded.

A mutant in a module's own lines (a constant, a permission) needs the module loaded anew: it gets a process of its own.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import coverage
import pytest
from _pytest.runner import runtestprotocol
from django.db import connection, connections

from tests.mutation import planting
from tests.mutation.operators import Mutant, mutants_of
from tests.mutation.targets import ROOT, Target
from tests.waiting import comes

WORK = ROOT / "var" / "mutants"
KILLED, SURVIVED, UNLOADED = 0, 10, 11


class Results:
    """What became of each mutant, kept on disk: a run that was stopped goes on where it was."""

    def __init__(self, file: Path):
        self._file = file
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        self._known = dict(json.loads(line) for line in lines)

    def key(self, mutant: Mutant) -> str:
        return hashlib.sha256(f"{mutant.path}\n{mutant.text}".encode()).hexdigest()

    def get(self, mutant: Mutant) -> str | None:
        return self._known.get(self.key(mutant))

    def put(self, mutant: Mutant, outcome: str) -> None:
        self._known[self.key(mutant)] = outcome
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps([self.key(mutant), outcome]) + "\n")

    def forget_survivors(self) -> None:
        """Tests may have come that kill them."""
        self._known = {key: outcome for key, outcome in self._known.items() if outcome == "killed"}


class Runner:
    """A plugin of pytest that runs the tests of a target over and over, one mutant after the other."""

    def __init__(self, target: Target, results: Results, say):
        self.target, self.results, self.say = target, results, say
        self.texts = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in target.files}
        found = [one for path, text in self.texts.items() for one in mutants_of(path, text, target.operators)]
        self.mutants: list[Mutant] = found
        self._durations: dict[str, float] = {}
        self._running: dict[tuple[str, int], set[str]] = defaultdict(set)

    def pending(self) -> list[Mutant]:
        return [mutant for mutant in self.mutants if self.results.get(mutant) is None]

    def pytest_sessionstart(self, session):
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(WORK / "test.sqlite3")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        self._items = {item.nodeid: item for item in session.items if not item.get_closest_marker("browser")}
        self._watch(session)
        connections.close_all()
        self._database = Path(connection.settings_dict["NAME"])
        pending = self.pending()
        for number, mutant in enumerate(pending, start=1):
            outcome = self._try(session, mutant)
            self.results.put(mutant, outcome)
            if outcome != "killed":
                self.say(f"{number}/{len(pending)} {outcome}: {mutant.path}:{mutant.line}: {mutant.becomes}")
        return True

    def _watch(self, session) -> None:
        """Run every test once; note how long it takes and which lines of the target it runs."""
        watch = coverage.Coverage(data_file=None, include=[str(path) for path in self.target.files], config_file=False)
        items = list(self._items.values())
        watch.start()
        for item, after in zip(items, [*items[1:], session], strict=True):
            watch.switch_context(item.nodeid)
            began = time.monotonic()
            reports = runtestprotocol(item, log=False, nextitem=after)
            self._durations[item.nodeid] = time.monotonic() - began
            if failed := [report for report in reports if report.failed]:
                self.say(f"left out, for it fails without a mutant: {item.nodeid}: {_last_words(failed[0])}")
                del self._items[item.nodeid]
        watch.stop()
        data = watch.get_data()
        for path in self.texts:
            for line, tests in data.contexts_by_lineno(str(ROOT / path)).items():
                self._running[path, line] |= {test for test in tests if test in self._items}

    def _tests(self, mutant: Mutant, lines: range | None) -> list[str]:
        """Those that ran one of these lines, or any line of the file; the quickest first."""
        found = {
            test
            for (path, line), tests in self._running.items()
            if path == mutant.path and (lines is None or line in lines)
            for test in tests
        }
        return sorted(found, key=lambda test: self._durations[test])

    def _try(self, session, mutant: Mutant) -> str:
        path = str(ROOT / mutant.path)
        pairs = planting.changed_functions(path, self.texts[mutant.path], mutant.text)
        if pairs is None:
            return self._alone(mutant, path)
        lines = range(min(old.co_firstlineno for old, _ in pairs), max(map(_last_line, pairs)) + 1)
        tests = self._tests(mutant, lines)
        return self._in_child(session, pairs, tests) if tests else "untested"

    def _in_child(self, session, pairs, tests: list[str]) -> str:
        copy = self._copied()
        child = os.fork()
        if child == 0:
            code = KILLED
            try:
                connection.settings_dict["NAME"] = str(copy)
                code = self._verdict(session, pairs, tests)
            finally:
                os._exit(code)
        return self._waited(child, 30 + 20 * sum(self._durations[test] for test in tests))

    def _verdict(self, session, pairs, tests: list[str]) -> int:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        if not planting.plant(pairs):
            return UNLOADED
        items = [self._items[test] for test in tests]
        for item, after in zip(items, [*items[1:], session], strict=True):
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=after)):
                return KILLED
        return SURVIVED

    def _waited(self, child: int, patience: float) -> str:
        ended = []

        def has_ended() -> bool:
            done, status = os.waitpid(child, os.WNOHANG)
            ended.extend([status] if done else [])
            return bool(done)

        if not comes(has_ended, within=patience):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return "killed"
        return {SURVIVED: "survived", UNLOADED: "unloaded"}.get(os.waitstatus_to_exitcode(ended[0]), "killed")

    def _alone(self, mutant: Mutant, path: str) -> str:
        tests = self._tests(mutant, None)
        if not tests:
            return "untested"
        text = WORK / "mutant.txt"
        text.write_text(mutant.text, encoding="utf-8")
        told = {planting.FILE: path, planting.TEXT: str(text), "MUTANT_DATABASE": str(self._copied())}
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "tests.mutation.planting"]
        command += ["-p", "no:randomly", "-p", "no:cacheprovider", *tests[:400]]
        patience = 120 + 20 * sum(self._durations[test] for test in tests)
        try:
            done = subprocess.run(
                command, cwd=ROOT, env=os.environ | told, capture_output=True, timeout=patience, check=False
            )
        except subprocess.TimeoutExpired:
            return "killed"
        return "survived" if done.returncode == 0 else "killed"

    def _copied(self) -> Path:
        """The database as the tests found it."""
        copy = WORK / "copy.sqlite3"
        for old in WORK.glob("copy.sqlite3*"):
            old.unlink()
        shutil.copyfile(self._database, copy)
        return copy


def _last_words(report) -> str:
    """The last line of why a test failed."""
    return str(report.longrepr).strip().rpartition("\n")[2]


def _last_line(pair) -> int:
    code = pair[0]
    own = [line for _start, _end, line in code.co_lines() if line]
    inner = [_last_line((one, one)) for one in code.co_consts if hasattr(one, "co_lines")]
    return max([*own, *inner, code.co_firstlineno])
