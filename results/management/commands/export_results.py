"""Export a year's ranking."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from communes.models import Cycle
from kernel import clock
from results.exports import FORMATS, exported
from results.queries import ranking_rows


class Command(BaseCommand):
    help = "Export a year's ranking, best first, complete and current, to a file or to standard output."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("--format", choices=FORMATS, default="json")
        parser.add_argument("--output", type=Path, metavar="FILE", help="write here instead of standard output")

    def handle(self, *, year, output, **options):
        cycle = Cycle.objects.filter(year=year).first()
        if cycle is None:
            raise CommandError(f"The year {year} is not open.", returncode=1)
        content = exported(ranking_rows(cycle, now=clock.now()), options["format"])
        if output is None:
            self._print(content, options["format"])
            return
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}", returncode=1) from error

    def _print(self, content, form):
        """Write bytes to the system's standard output; text where it was replaced."""
        pipe = getattr(self.stdout._out, "buffer", None)
        if form == "xlsx" and (pipe is None or self.stdout.isatty()):
            raise CommandError("A workbook needs a file: add --output FILE.xlsx.", returncode=1)
        if pipe is None:
            self.stdout.write(content.decode("utf-8-sig"))
            return
        pipe.write(content if form == "xlsx" else content.rstrip() + b"\n")
        pipe.flush()
