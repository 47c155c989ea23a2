"""Try mutants: the tests run once, each is recorded with the lines that it runs, and then for every mutant only the
tests that ran its line run again, in a child of the process that has everything loaded: first those that killed in
this file before, then the quickest.

For a mutant in a module's own lines (a constant, a permission) these are run again in the child. A process of its own,
that loads the mutant at the import, is for heads of classes and functions, for a module's own line that no test noticed
(what other modules made of it at the import is not made again), and where the failing test fails without it too.
"""

import os
import re
import shutil
import sys
from itertools import accumulate
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from django.db import connection, connections

from documents.sandbox import reading
from tests.mutation import planting
from tests.mutation.operators import Mutant
from tests.mutation.processes import BROKEN, in_child, in_own_process
from tests.mutation.reading import READER, is_noticed
from tests.mutation.results import KILLED, TIMEOUT, Results
from tests.mutation.targets import ROOT, Target
from tests.mutation.watching import Watch

WORK = ROOT / "var" / "mutants"
SURVIVED, UNLOADED, UNTESTED = "survived", "unloaded", "untested"
# Time limit in seconds for the tests of a mutant in the first pass.
BUDGET = 40
ALONE = "alone"
_FAILED = re.compile(r"^(?:FAILED|ERROR) (tests/.+?)(?: - .*)?$", re.MULTILINE)


class Runner:
    """A pytest plugin that runs the tests of some targets repeatedly, one mutant after the other."""

    def __init__(self, targets: list[Target], results: Results, say, *, is_thorough: bool = False):
        self.results, self.say, self.tests = results, say, targets[0].tests
        self._is_thorough = is_thorough
        self.texts: dict[str, str] = {}
        self.mutants: dict[str, list[Mutant]] = {}
        for target in targets:
            texts = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in target.files}
            self.texts |= texts
            self.mutants[target.name] = [one for path, text in texts.items() for one in target.mutants(path, text)]
        self._undisturbed: dict[tuple[str, str], bool] = {}
        self._killer = ""

    def pending(self) -> list[Mutant]:
        return [one for mutants in self.mutants.values() for one in mutants if self.results.get(one) is None]

    def _read(self) -> None:
        """Settle what a test notices by reading the code; it costs no run."""
        for mutant in self.pending():
            if is_noticed(mutant.path, mutant.text):
                self.results.put(mutant, KILLED, READER)

    def pytest_configure(self, config):
        planting.steady_examples()

    def pytest_sessionstart(self, session):
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(WORK / "test.sqlite3")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        # Migrations have their own models, and browser tests are too slow to run hundreds of times.
        left_out = [
            item for item in session.items if item.get_closest_marker("browser") or "migration" in item.path.name
        ]
        items = [item for item in session.items if item not in left_out]
        self._items = {item.nodeid: item for item in items}
        self._session = session
        self._read()
        if not self.pending():
            return True
        watch = Watch(self.texts, WORK / "watched.json", self.say)
        watch.look(items, session)
        self._durations, self._running = watch.durations, watch.running
        self.say(f"{len(self._items)} tests in {sum(self._durations.values()):.0f} s")
        connections.close_all()
        reading._server._drop()  # a child would lose its socket, and report it in the first test
        self._database = Path(connection.settings_dict["NAME"])
        self._loaded = planting.Loaded(str(ROOT / path) for path in self.texts)
        pending = sorted(self.pending(), key=lambda mutant: self._changes(mutant) is None)  # slow ones last
        for number, mutant in enumerate(pending, start=1):
            self._killer = ""
            outcome = self._try(mutant)
            self.results.put(mutant, outcome, self._killer)
            if outcome != KILLED:
                self.say(f"{number}/{len(pending)} {outcome}: {mutant.path}:{mutant.line}: {mutant.becomes}")
            elif number % 25 == 0:
                self.say(f"{number}/{len(pending)}")
        return True

    def _tests(self, path: str, lines: range | None = None) -> list[str]:
        """Tests that ran one of these lines, or any of the file: those that killed before, then the quickest.

        Last come those that fail in a child without a change.
        """
        result = {
            test
            for (one, line), tests in self._running.items()
            if one == path and (lines is None or line in lines)
            for test in tests
        }
        fails = {test for (_about, test), passes in self._undisturbed.items() if not passes}
        killers = self.results.killers[path]
        return sorted(result, key=lambda test: (test in fails, -killers[test], self._durations[test]))

    def _try(self, mutant: Mutant) -> str:
        path, text, pairs = str(ROOT / mutant.path), self.texts[mutant.path], self._changes(mutant)
        if not (tests := self._affordable(self._tests_of(mutant, pairs))):
            return UNTESTED
        if pairs is None:
            about = mutant.path
            result = self._in_child(lambda: planting.reload_module(path, text, mutant.text), tests)
            is_sure = result == TIMEOUT or self._passes(lambda: planting.reload_module(path, text, text), about)
        else:
            result = self._in_child(lambda: self._loaded.plant(pairs), tests)
            is_sure = result in (SURVIVED, TIMEOUT) or self._passes(lambda: True, "")
        return result if is_sure else self._alone(mutant, path, tests)

    def _tests_of(self, mutant: Mutant, pairs) -> list[str]:
        """Tests that run the changed line, else the changed function; any of the file for a module's own line."""
        if pairs is None:
            return self._tests(mutant.path)
        whole = range(min(old.co_firstlineno for old, _ in pairs), max(map(_last_line, pairs)) + 1)
        return self._tests(mutant.path, range(mutant.line, mutant.line + 1)) or self._tests(mutant.path, whole)

    def _changes(self, mutant: Mutant):
        return planting.changed_functions(str(ROOT / mutant.path), self.texts[mutant.path], mutant.text)

    def _in_child(self, plant, tests: list[str]) -> str:
        copy = self._copied()

        def verdict(give_time) -> str:
            connection.settings_dict["NAME"] = str(copy)
            return self._verdict(plant, tests, give_time)

        patience = 60 + 20 * sum(self._durations[test] for test in tests)
        outcome_line = in_child(verdict, WORK / "verdict.txt", within=patience)
        outcome, _, self._killer = outcome_line.partition(" ")
        return outcome

    def _verdict(self, plant, tests: list[str], give_time) -> str:
        give_time(60)
        if not plant():
            return UNLOADED
        items = [self._items[test] for test in tests]
        for item, after in zip(items, [*items[1:], self._session], strict=True):
            give_time(30 + 10 * self._durations[item.nodeid])
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=after)):
                return f"{KILLED} {item.nodeid}"
        return SURVIVED

    def _passes(self, plant, about: str) -> bool:
        """Whether the killing test passes in a child without any change; checked once."""
        killer = self._killer
        if killer and (about, killer) not in self._undisturbed:
            self._undisturbed[about, killer] = self._in_child(plant, [killer]) == SURVIVED
            self._killer = killer
        return bool(killer) and self._undisturbed[about, killer]

    def _affordable(self, tests: list[str]) -> list[str]:
        """The tests that fit a mutant's time limit in the first pass; all of them when it is tried again."""
        spent = accumulate(self._durations[test] for test in tests)
        within = [test for test, sum_ in zip(tests, spent, strict=True) if sum_ < BUDGET]
        return tests if self._is_thorough else within or tests[:1]

    def _alone(self, mutant: Mutant, path: str, tests: list[str]) -> str:
        """The outcome in a process that loads the mutant itself; a test that fails there without it too judges none."""
        result = self._in_process(path, mutant.text, tests)
        if result != KILLED or not self._killer:
            return result
        killer = self._killer
        if (ALONE, killer) not in self._undisturbed:
            self._undisturbed[ALONE, killer] = self._in_process(path, self.texts[mutant.path], [killer]) == SURVIVED
            self._killer = killer
        return KILLED if self._undisturbed[ALONE, killer] else BROKEN

    def _in_process(self, path: str, text: str, tests: list[str]) -> str:
        planted, log = WORK / "mutant.txt", WORK / "alone.log"
        planted.write_text(text, encoding="utf-8")
        environment = {planting.FILE: path, planting.TEXT: str(planted), "MUTANT_DATABASE": str(self._copied())}
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-rfE", "-p", "tests.mutation.planting"]
        command += ["-p", "no:randomly", "-p", "no:cacheprovider", *tests]
        patience = 120 + 10 * sum(self._durations[test] for test in tests)
        code = in_own_process(command, environment=os.environ | environment, within=patience, log=log)
        failed = _FAILED.search(log.read_text(encoding="utf-8"))
        self._killer = failed[1] if failed else ""
        if code is None:
            return TIMEOUT
        return SURVIVED if code == pytest.ExitCode.OK else KILLED

    def _copied(self) -> Path:
        """The database as it was before the tests."""
        copy = WORK / "copy.sqlite3"
        for old in WORK.glob("copy.sqlite3*"):
            old.unlink()
        shutil.copyfile(self._database, copy)
        return copy


def _last_line(pair) -> int:
    code = pair[0]
    own = [line for _start, _end, line in code.co_lines() if line]
    inner = [_last_line((one, one)) for one in code.co_consts if hasattr(one, "co_lines")]
    return max([*own, *inner, code.co_firstlineno])
