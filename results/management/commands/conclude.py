"""Conclude an assessment year."""

from django.core.management.base import BaseCommand, CommandError

from communes.models import Cycle
from kernel import clock
from kernel.refusals import Refused
from results.populations import standing_counts
from results.queries import ranking_rows
from results.services import draft_outcomes


class Command(BaseCommand):
    help = "Conclude a year: draft every commune's level, reason and rank. May be repeated while it is a draft."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)

    def handle(self, *, year, **options):
        cycle = Cycle.objects.filter(year=year).first()
        if cycle is None:
            raise CommandError(f"The year {year} is not open. Nothing was written.", returncode=1)
        try:
            now = clock.now()
            draft_outcomes(cycle=cycle, by=None, now=now)
        except Refused as refusal:
            for problem, words in zip(refusal.problems, refusal.messages, strict=True):
                self.stderr.write(f"{problem.code} {problem.where} [{problem.clause}] {words}")
            raise CommandError("Nothing was written.", returncode=1) from refusal
        counts = standing_counts(ranking_rows(cycle, now=now))
        summary = ", ".join(f"{standing.replace('_', ' ')}: {count}" for standing, count in counts.items())
        self.stdout.write(self.style.SUCCESS(f"{year}: {summary}"))
