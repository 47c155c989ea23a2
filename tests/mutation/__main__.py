"""The command behind `bin/mutants`."""

import argparse
import sys
from contextlib import redirect_stderr, redirect_stdout

import pytest

from tests.mutation.operators import Mutant
from tests.mutation.running import WORK, Results, Runner
from tests.mutation.targets import ROOT, all_targets

LOG = WORK / "pytest.log"
REASONS = ROOT / "docs" / "mutants.md"


def say(line: str) -> None:
    """Tell whoever watches."""
    sys.__stderr__.write(f"{line}\n")
    sys.__stderr__.flush()


def main() -> int:
    """Run the asked targets, or all; 1 where a mutant survives without a reason."""
    targets = all_targets()
    parser = argparse.ArgumentParser(prog="bin/mutants", description=__doc__)
    parser.add_argument("targets", nargs="*", help=f"which of: {', '.join(targets)} (all of them)")
    parser.add_argument("--again", action="store_true", help="try again what survived before")
    asked = parser.parse_args()
    if unknown := set(asked.targets) - set(targets):
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    WORK.mkdir(parents=True, exist_ok=True)
    results = Results(WORK / "results.jsonl")
    if asked.again:
        results.forget_survivors()
    counts, alive = {}, []
    for name in asked.targets or targets:
        runner = Runner(targets[name], results, say)
        if runner.pending():
            say(f"{name}: {len(runner.pending())} of {len(runner.mutants)} mutants to try")
            options = ["-q", "--capture=no", "-p", "no:randomly", "-p", "no:cacheprovider"]
            with LOG.open("w") as log, redirect_stdout(log), redirect_stderr(log):
                code = pytest.main([*options, *targets[name].tests], plugins=[runner])
            if runner.pending():
                say(f"stopped; {LOG.relative_to(ROOT)} may say why")
                return int(code) or 2
        living = [mutant for mutant in runner.mutants if results.get(mutant) != "killed"]
        counts[name] = len(runner.mutants), len(runner.mutants) - len(living)
        alive += living
    return told(counts, alive, results)


def told(counts: dict, alive: list[Mutant], results: Results) -> int:
    """The figures, and who is alive, with or without a reason."""
    reasons = REASONS.read_text(encoding="utf-8") if REASONS.exists() else ""
    for name, (every, killed) in counts.items():
        say(f"{name}: {killed} of {every} killed ({100 * killed / max(every, 1):.1f} %)")
    every, killed = (sum(column) for column in zip(*counts.values(), strict=True))
    say(f"in all: {killed} of {every} killed ({100 * killed / max(every, 1):.1f} %)")
    for mutant in alive:
        known = "known" if mutant.name in reasons else "NEW"
        say(f"{known} {results.get(mutant)} (line {mutant.line}): {mutant.name}")
    return int(any(mutant.name not in reasons for mutant in alive))


if __name__ == "__main__":
    sys.exit(main())
