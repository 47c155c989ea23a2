"""A workbook of 10,000 rows, read and entered in this process: python -m bench.workbooks (prints JSON)."""

import io
import json
import resource
import sys
import time

from django.db import transaction
from django.utils import timezone
from openpyxl import Workbook

import bench.ready  # noqa: F401 (before any model)
from bench import YEAR
from communes.models import Cycle
from scoring.imports import read_lines
from scoring.models import SelfAssessment, SelfScore
from scoring.services.workbook import import_scores
from scoring.workbook_stamps import SELF

ROWS = 10_000


def main() -> None:
    cycle = Cycle.objects.get(year=YEAR)
    book, rows = _book(cycle)
    before, started = _peak(), time.perf_counter()
    lines = read_lines(book, SELF, year=YEAR)
    read = time.perf_counter()
    with transaction.atomic():
        SelfAssessment.objects.update(state=SelfAssessment.State.OPEN)
        opened = time.perf_counter()
        changed = import_scores(cycle=cycle, lines=lines, by=None, now=timezone.now())
        entered = time.perf_counter()
        transaction.set_rollback(True)
    if changed != rows:
        raise SystemExit(f"{changed} of {rows} rows entered")
    facts = {"rows": rows, "read": read - started, "enter": entered - opened, "megabytes": _peak() - before}
    json.dump(facts, sys.stdout)


def _book(cycle) -> tuple[io.BytesIO, int]:
    """Each criterion of as many communes as it takes, all of them changed."""
    scores = SelfScore.objects.filter(assessment__registration__cycle=cycle).order_by("assessment", "criterion")
    names = scores.values_list("assessment__registration__commune__code", "criterion__code")[:ROWS]
    made = Workbook(write_only=True)
    page = made.create_sheet("scores")
    page.append(["commune_code", "criterion_code", "points", "explanation"])
    for commune, criterion in names:
        page.append([commune, criterion, 0, f"Đã thực hiện {criterion} theo kế hoạch năm, có minh chứng kèm theo."])
    file = io.BytesIO()
    made.save(file)
    file.seek(0)
    return file, len(names)


def _peak() -> float:
    """The most memory this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
