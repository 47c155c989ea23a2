"""Which test runs which lines, and how long it takes: recorded once, kept until the test's file or the code changes.

Where all is known already, the first test of each file still runs: it loads what every mutant would load again.
"""

import hashlib
import json
import time
import warnings
from collections import defaultdict
from itertools import groupby
from pathlib import Path

import coverage
from _pytest.runner import runtestprotocol
from coverage.exceptions import CoverageWarning

from tests.mutation.targets import ROOT

WARMING = 1


class Watch:
    """The tests of some targets' files, with what is known about each."""

    def __init__(self, texts: dict[str, str], kept: Path, say):
        self._texts, self._kept, self._say = texts, kept, say
        self.durations: dict[str, float] = {}
        self.running: dict[tuple[str, int], set[str]] = defaultdict(set)
        self.failing: set[str] = set()

    def look(self, items: list, session) -> None:
        """Run the tests about which nothing is known, file by file."""
        known = json.loads(self._kept.read_text(encoding="utf-8")) if self._kept.exists() else {}
        files = [(file, list(some)) for file, some in groupby(items, key=lambda item: item.path)]
        watch = coverage.Coverage(data_file=None, include=[str(ROOT / path) for path in self._texts], config_file=False)
        self._run(items[:WARMING], session)  # sets up the database, which is no time of a test
        for number, (file, some) in enumerate(files):
            after = files[number + 1][1][0] if number + 1 < len(files) else session
            key = self._key(file, some)
            if key in known:
                self._run(some[:WARMING], after)
            else:
                known[key] = self._watched(some, after, watch)
                self._kept.write_text(json.dumps(known), encoding="utf-8")
            self._take(known[key])

    def _key(self, file: Path, items: list) -> str:
        inputs = [*sorted(self._texts.items()), file.read_text(encoding="utf-8"), *(item.nodeid for item in items)]
        return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()

    def _watched(self, items: list, after, watch) -> dict:
        watch.erase()
        watch.start()
        durations, failing = self._run(items, after, watch)
        watch.stop()
        with warnings.catch_warnings(action="ignore", category=CoverageWarning):  # runs no line of the targets
            data = watch.get_data()
        lines = {path: data.contexts_by_lineno(str(ROOT / path)) for path in self._texts}
        return {"durations": durations, "failing": failing, "lines": lines}

    def _run(
        self, items: list, after, watch: coverage.Coverage | None = None
    ) -> tuple[dict[str, float], dict[str, str]]:
        durations, failing = {}, {}
        for item, following in zip(items, [*items[1:], after], strict=True):
            if watch:
                watch.switch_context(item.nodeid)
            began = time.monotonic()
            reports = runtestprotocol(item, log=False, nextitem=following)
            durations[item.nodeid] = time.monotonic() - began
            if failed := [report for report in reports if report.failed]:
                failing[item.nodeid] = _last_words(failed[0])
        return durations, failing

    def _take(self, result: dict) -> None:
        self.durations |= result["durations"]
        for test, words in result["failing"].items():
            self.failing.add(test)
            self._say(f"left out, for it fails without a mutant: {test}: {words}")
        for path, lines in result["lines"].items():
            for line, tests in lines.items():
                self.running[path, int(line)] |= set(tests) & result["durations"].keys() - result["failing"].keys()


def _last_words(report) -> str:
    """The last line of a test's failure."""
    return str(report.longrepr).strip().rpartition("\n")[2]
