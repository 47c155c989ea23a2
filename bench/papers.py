"""The ranking as a paper, the minutes and the certificates of a year: CPU time, bytes, memory of the process."""

import json
import multiprocessing
import os
import resource
import time
from decimal import Decimal

from django.core.management import call_command

import bench.ready  # noqa: F401 (before any model)
from bench.servers import python, sqlite
from documents.paper_files import paper_as_file
from results.papers import ranking_paper
from results.queries import RankingRow
from scoring.core import Level

SIZES = (114, 1000, 3321)
UNITS = (114, 228)
_NAMES = {"bundle": "minutes, one PDF", "certificates": "certificates, a PDF each"}


def main() -> None:
    print("\n## The ranking as a paper\n\n| form, units | CPU s | KB | MB at most |\n|---|---:|---:|---:|")
    # Papers read the office's own texts: the processes need that table, empty.
    os.environ["DATABASE_URL"] = "sqlite://:memory:"
    apart = multiprocessing.get_context("spawn")
    for form in ("pdf", "docx"):
        for size in SIZES:
            with apart.Pool(1) as pool:
                seconds, made, peak = pool.apply(measured, (form, size))
            print(f"| {form}, {size:,} | {seconds:.1f} | {made / 1024:.0f} | {peak / 1024:.0f} |", flush=True)
    _papers_of_units()


def _papers_of_units() -> None:
    """All minutes in one file, and all certificates, at two sizes: twice the units, twice the cost."""
    print("\n## Papers of every unit\n\n| papers | number | CPU s | KB | MB at most |\n|---|---:|---:|---:|---:|")
    for size in UNITS:
        with sqlite(size) as url:
            python(url, "bench.build", str(size))
            for what in ("bundle", "certificates"):
                made = json.loads(python(url, "bench.paper_world", what))
                facts = f"{made['seconds']:.1f} | {made['bytes'] / 1024:.0f} | {made['peak'] / 1024:.0f}"
                print(f"| {_NAMES[what]} | {made['count']} | {facts} |", flush=True)


def measured(form: str, size: int) -> tuple[float, int, int]:
    """CPU seconds, bytes of the file, and the peak memory of the process in kilobytes."""
    call_command("migrate", "papers", verbosity=0)
    begun = time.process_time()
    made = paper_as_file(ranking_paper(year=2026, rows=units(size)), form, "ranking")
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return time.process_time() - begun, len(made.content), usage.ru_maxrss


def units(size: int) -> list:
    """This many units, the best first."""
    points = {"I": "24.00", "II": "23.50", "III": "24.50", "IV": "23.00"}
    return [
        RankingRow(
            registration_id=number,
            code=str(number),
            kind="ward",
            name=f"Nguyễn Lương Bằng {number}",
            search_key="",
            registered=True,
            submitted=True,
            self_total=Decimal("96.25"),
            appraised_total=Decimal(95),
            group_totals=points,
            level=Level.LEVEL_4 if number < size // 3 else Level.LEVEL_2,
            reason="by_points",
            rank=number,
            state="",
            recognition="",
        )
        for number in range(1, size + 1)
    ]
