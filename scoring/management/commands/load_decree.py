"""Load the decree: the scoring table and the 114 units."""

import csv
import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from communes.services.communes import load_communes
from kernel import clock
from kernel.refusals import Refused
from scoring.services.loading import load_rubric

TABLE = Path(settings.BASE_DIR, "scoring", "data", "qd5049_2025.json")
UNITS = Path(settings.BASE_DIR, "communes", "data", "communes.csv")


class Command(BaseCommand):
    help = "Load the decree's scoring table and the city's 114 units. Harmless to repeat."

    def add_arguments(self, parser):
        parser.add_argument("--table", type=Path, default=TABLE, help="another scoring table (JSON)")
        parser.add_argument(
            "--units",
            type=Path,
            default=UNITS,
            help="another list of units (CSV: code,name,kind and, where known, population,predecessors)",
        )

    def handle(self, *, table, units, verbosity=1, **options):
        try:
            with transaction.atomic():
                with units.open(encoding="utf-8", newline="") as file:
                    changed = load_communes(csv.DictReader(file), now=clock.now())
                rubric, new = load_rubric(json.loads(table.read_text(encoding="utf-8")), by=None, now=clock.now())
        except Refused as refusal:
            for problem, words in zip(refusal.problems, refusal.messages, strict=True):
                self.stderr.write(f"{problem.code} {problem.where} [{problem.clause}] {words}")
            raise CommandError("Nothing was written.", returncode=1) from refusal
        if verbosity:
            criteria = rubric.criteria.filter(is_leaf=True)
            assumed = criteria.filter(provenance="assumed").count()
            self.stdout.write(f"{changed} units loaded or renamed")
            self.stdout.write(
                f"{rubric.code}: {'brought to the document' if new else 'already there'}, {criteria.count()} criteria"
            )
            if assumed:
                self.stdout.write(
                    self.style.WARNING(f"{assumed} figures are assumed: the scan lost them. Confirm them.")
                )
