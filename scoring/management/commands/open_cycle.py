"""Open an assessment year."""

from django.core.management.base import BaseCommand, CommandError

from kernel import clock
from kernel.refusals import Refused
from scoring.services.cycles import open_cycle


class Command(BaseCommand):
    help = "Open an assessment year: its calendar, the table in force, a draft registration per commune."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("--rubric", default="QD5049-2025", metavar="CODE")

    def handle(self, *, year, rubric, **options):
        try:
            cycle = open_cycle(year=year, rubric_code=rubric, by=None, now=clock.now())
        except Refused as refusal:
            for problem, words in zip(refusal.problems, refusal.messages, strict=True):
                self.stderr.write(f"{problem.code} {problem.where} [{problem.clause}] {words}")
            raise CommandError("Nothing was written.", returncode=1) from refusal
        self.stdout.write(self.style.SUCCESS(f"{cycle.year}: {cycle.registrations.count()} registrations"))
