"""`manage.py check_archive PATH`: verify a year's package for the archive; exit code 1 where it is not whole."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from records.package_check import package_faults


class Command(BaseCommand):
    help = "Reads a year's package for the archive again: every document present, unchanged, listed, and nothing else."

    def add_arguments(self, parser):
        parser.add_argument("path", help="the ZIP file")

    def handle(self, *, path, **options):
        try:
            with Path(path).open("rb") as package:
                faults = list(package_faults(package))
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        if faults:
            raise CommandError("\n".join([*faults, f"{len(faults)} faults."]))
        self.stdout.write(f"{path}: whole.")
