"""Build a demonstration year."""

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from communes.models import Cycle
from friendly_gov.demonstration.people import DOMAIN
from friendly_gov.demonstration.year import Stage, build_year
from kernel.refusals import Refused


class Command(BaseCommand):
    help = (
        "Build a demonstration year at a stage: plausible scores, real small files, every outcome. Harmless to repeat."
    )

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("--communes", type=int, metavar="N", help="only the first N communes take part")
        parser.add_argument("--stage", choices=[*Stage], default=Stage.PUBLISHED)

    def handle(self, *, year, communes, stage, **options):
        if Cycle.objects.exists():
            self._refuse_real_year()
        if Cycle.objects.filter(year=year).exists():
            self.stdout.write(f"{year}: already there")
            return
        try:
            build_year(year, Stage(stage), communes_count=communes, say=self.stdout.write)
        except Refused as refusal:
            for problem in refusal.problems:
                self.stderr.write(f"{problem.code} {problem.where} [{problem.clause}]")
            raise CommandError("Nothing was written.", returncode=1) from refusal
        self.stdout.write(self.style.SUCCESS(f"{year}: ready"))

    def _refuse_real_year(self):
        if not User.objects.filter(email__endswith=f"@{DOMAIN}").exists():
            raise CommandError("This portal holds a real year; a demonstration is not mixed into it.", returncode=1)
