"""bin/bench: tables of the cost of pages and saves, on SQLite and on PostgreSQL, at 114, 1,000 and 3,321 communes."""

import json
import signal
import statistics
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle

from bench import YEAR, backup, desk, dossier, files, hints, pages, papers, public, saving, search, surveys
from bench.client import Answer, Client, together
from bench.saving import accepted, review_saves, self_saves
from bench.servers import PORT, postgres, python, serving, sqlite

SIZES = (114, 1000, 3321)
ROUNDS = 40
SAVERS = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; times in milliseconds."""

    what: str
    times: list[float]
    queries: int = 0
    size: int = 0

    def __str__(self) -> str:
        middle, slow = statistics.median(self.times), statistics.quantiles(self.times, n=20)[18]
        return f"| {self.what} | {middle:.1f} | {slow:.1f} | {self.queries or ''} | {self.size or ''} |"


def main(sizes: list[int]) -> None:
    for engine, databases in (("SQLite", sqlite), ("PostgreSQL", postgres)):
        for size in sizes or SIZES:
            with databases(size) as url:
                world = json.loads(python(url, "bench.build", str(size)))
                with serving(url):
                    print(f"\n## {engine}, {size:,} communes\n\n| what | median ms | 95 % ms | queries | bytes |")
                    print("|---|---:|---:|---:|---:|")
                    for row in measure(world):
                        print(row, flush=True)
                    times = json.loads(python(url, "bench.sql"))
                    print(Row("the bare SQL of the ranking", times), flush=True)
                    print("\n" + _storm(world), flush=True)
                    print("\n" + _books(json.loads(python(url, "bench.workbooks"))), flush=True)


def measure(world: dict) -> Iterator[Row]:
    """Pages one after another by one person; then saves."""
    leader = Client(PORT, world["cookies"]["city_leader"])
    editor = Client(PORT, world["cookies"]["commune_editor"])
    appraiser = Client(PORT, world["cookies"]["appraiser"])
    yield _row("trivial authenticated view", lambda: leader.get("/bench/trivial/"))
    yield _row("trivial page with the frame (own account)", lambda: leader.get("/accounts/profile/"))
    yield _row("ranked results, a page of 250", lambda: leader.get(f"/results/{YEAR}/?per_page=250"))
    yield _row("ranked results, all rows", lambda: leader.get(f"/results/{YEAR}/?all=1"))
    officer = Client(PORT, world["cookies"]["officer"])
    yield _row("what if another table had been in force", lambda: officer.get(f"/results/{YEAR}/what-if/bang-khac/"))
    page = f"/evidence/{YEAR}/{world['writing']}/self-assessment/"
    yield _row("a commune's self-assessment page", lambda: editor.get(page))
    yield _row("saving one score", self_saves(editor, world, "I.2.2"))
    review, criteria = f"/appraisal/{YEAR}/{world['reviewing']}/review/", cycle(("I.2.2", "I.2.3"))
    yield _row("the whole desk", lambda: appraiser.get(review))
    yield _row("the desk's next criterion", lambda: appraiser.get_piece(f"{review}{next(criteria)}/"))
    yield _row("saving one appraisal score", review_saves(appraiser, world, "I.2.2"))


def _row(what: str, ask: Callable[[], Answer]) -> Row:
    for _ in range(3):
        accepted(ask())
    answers = [accepted(ask()) for _ in range(ROUNDS)]
    return Row(what, [answer.ms for answer in answers], answers[-1].queries, answers[-1].size)


def _books(facts: dict) -> str:
    return (
        f"a workbook of {facts['rows']:,} rows: read in {facts['read']:.1f} s, entered in {facts['enter']:.1f} s, "
        f"{facts['megabytes']:.0f} MB more memory at the peak"
    )


def _storm(world: dict) -> str:
    """Twenty people save at once, each on a criterion of their own, 50 times."""
    criteria = [f"I.1.{number}" for number in range(1, 11)] + [f"IV.3.{number}" for number in range(1, 7)]
    criteria += [f"IV.2.{number}" for number in range(1, 5)]

    def work(criterion: str) -> Callable[[], list[Answer]]:
        save = self_saves(Client(PORT, world["cookies"]["commune_editor"]), world, criterion)
        return lambda: [save() for _ in range(50)]

    answers, seconds = together(work(criterion) for criterion in criteria[:SAVERS])
    failed = sum(answer.status != 200 for answer in answers)
    slow = statistics.quantiles([answer.ms for answer in answers], n=20)[18]
    return (
        f"{SAVERS} clients saving at once: {len(answers) / seconds:.0f} saves a second, "
        f"{failed} errors, 95 % within {slow:.0f} ms"
    )


if __name__ == "__main__":
    # On a termination signal it ends its servers and databases, as on Ctrl+C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    asked = sys.argv[1:]
    if asked[:1] == ["pages"]:
        sizes, _option, only = (" ".join(asked[1:])).partition("--only")
        raise SystemExit(pages.main([int(size) for size in sizes.split()] or [SIZES[0]], only.strip()))
    if asked == ["scan"]:
        # Not part of all the others: it needs a virus scanner, and no database.
        print(python("sqlite:///:memory:", "bench.scan"))
        raise SystemExit
    apart = {
        "desk": desk.main,
        "dossier": dossier.main,
        "files": files.main,
        "hints": hints.main,
        "saving": saving.main,
    }
    apart |= {"papers": papers.main, "search": search.main, "surveys": surveys.main, "backup": backup.main}
    apart |= {"public": public.main}
    if not set(asked) & apart.keys():
        main([int(size) for size in asked])
    for name in asked or apart:
        if name in apart:
            apart[name]()
