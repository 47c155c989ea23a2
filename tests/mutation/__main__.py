"""The command behind `bin/mutants`."""

import argparse
import sys
import traceback
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from itertools import groupby

import pytest

from tests.mutation.operators import Mutant
from tests.mutation.processes import IsRunningError, only_run
from tests.mutation.results import Results
from tests.mutation.running import WORK, Runner
from tests.mutation.targets import ROOT, Target, all_targets

LOG = WORK / "pytest.log"
REASONS = ROOT / "docs" / "mutants.md"
STOPPED, SECOND = 130, 3
_OPTIONS = ("-q", "--capture=no", "-p", "no:randomly", "-p", "no:cacheprovider")


def say(line: str) -> None:
    """Tell whoever watches."""
    sys.__stderr__.write(f"{line}\n")
    sys.__stderr__.flush()


def main() -> int:
    """Run the asked targets, or all; 1 where a mutant survives without a reason."""
    targets = all_targets()
    parser = argparse.ArgumentParser(prog="bin/mutants", description=__doc__)
    parser.add_argument("targets", nargs="*", help=f"which of: {', '.join(targets)} (all of them)")
    parser.add_argument("--again", action="store_true", help="try what survived again, with all tests of its line")
    parser.add_argument("--report", action="store_true", help="try nothing, tell what is known")
    parser.add_argument("--tests", nargs="+", default=[], help="only these test folders and files, for all targets")
    asked = parser.parse_args()
    if unknown := set(asked.targets) - set(targets):
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    WORK.mkdir(parents=True, exist_ok=True)
    try:
        with only_run(WORK / "lock"):
            chosen = [targets[name] for name in asked.targets or targets]
            return tried([replace(one, tests=tuple(asked.tests) or one.tests) for one in chosen], asked)
    except IsRunningError as other:
        say(f"Another run is under way: process {other}.")
        return SECOND


def tried(targets: list[Target], asked) -> int:
    """Try what is not known yet; targets that have their tests in common go together, for these are watched once."""
    results = Results(WORK / "results.jsonl")
    if asked.again:
        results.forget_survivors()
    known: dict[str, list[Mutant]] = {}
    for _tests, some in groupby(targets, key=lambda target: target.tests):
        runner = Runner(list(some), results, say, is_thorough=asked.again)
        known |= runner.mutants
        if runner.pending() and not asked.report and not finished(runner):
            say(f"Stopped; what is known is kept. {LOG.relative_to(ROOT)} may say why.")
            report(known, results)
            return STOPPED
    return report(known, results)


def finished(runner: Runner) -> bool:
    """Try every pending mutant of a runner."""
    say(f"{', '.join(runner.mutants)}: {len(runner.pending())} mutants to try")
    with LOG.open("w") as log, redirect_stdout(log), redirect_stderr(log):
        try:
            pytest.main([*_OPTIONS, *runner.tests], plugins=[runner])
        except Exception:  # a test that was stopped in its midst cannot always clear up
            traceback.print_exc()
    return not runner.pending()


def report(known: dict[str, list[Mutant]], results: Results) -> int:
    """The figures, and who is alive, with or without a reason."""
    reasons = REASONS.read_text(encoding="utf-8") if REASONS.exists() else ""
    whole: Counter[str] = Counter()
    for name, mutants in known.items():
        counts = Counter(_standing(one, results, reasons) for one in mutants)
        whole += counts
        say(f"{name}: {_figures(counts)}")
    say(f"in all: {_figures(whole)}")
    for one in (one for mutants in known.values() for one in mutants):
        if (standing := _standing(one, results, reasons)) in ("listed", "alive"):
            say(f"{standing}, {results.get(one)} (line {one.line}): {one.name}")
    return int(bool(whole["alive"] or whole["untried"]))


def _standing(mutant: Mutant, results: Results, reasons: str) -> str:
    if results.get(mutant) is None:
        return "untried"
    if results.is_dead(mutant):
        return "killed"
    return "listed" if mutant.name in reasons else "alive"


def _figures(counts: Counter[str]) -> str:
    done = counts.total() - counts["untried"]
    rest = ", ".join(f"{counts[word]} {word}" for word in ("listed", "alive", "untried") if counts[word])
    return f"{counts['killed']} of {done} killed ({100 * counts['killed'] / max(done, 1):.1f} %)" + (
        rest and f"; {rest}"
    )


if __name__ == "__main__":
    sys.exit(main())
