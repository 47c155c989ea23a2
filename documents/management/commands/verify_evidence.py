"""Read every stored file again and compare it with its SHA-256; find bytes that no file refers to."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError

from documents import services
from documents.models import Finding
from documents.queries import finding_counts
from documents.services.verification import OvertakenError
from kernel import clock

_TOLD_EVERY = 500


class Command(BaseCommand):
    help = (
        "Read everything in the store again: what is missing, altered, or referred to by no file? "
        "Broken off, it goes on where it was. Exit code 1 where anything was found."
    )

    def add_arguments(self, parser):
        parser.add_argument("--restart", action="store_true", help="begin with the first content")
        parser.add_argument("--minutes", type=int, help="stop after so many minutes; the next run goes on from there")

    def handle(self, *, restart, minutes, **options):
        begun = clock.now()
        verification = services.begin_verification(restart=restart, now=begun)
        until = begun + timedelta(minutes=minutes) if minutes is not None else None
        try:
            while services.verify_next(verification=verification, now=clock.now()):
                if verification.files_count % _TOLD_EVERY == 0 and options["verbosity"] > 1:
                    self.stdout.write(f"{verification.files_count} read ...")
                if until and clock.now() >= until:
                    self.stdout.write(f"{verification.files_count} read; the next run goes on from there.")
                    return
        except OvertakenError as overtaken:
            raise CommandError("Another run of this verification is under way.", returncode=2) from overtaken
        services.finish_verification(verification=verification, now=clock.now())
        self._print(verification)

    def _print(self, verification):
        for finding in verification.findings.order_by("kind", "address").iterator():
            self.stdout.write(f"{finding.kind} {finding.address}")
        counts = finding_counts(verification)
        summary = ", ".join(f"{counts[kind]} {kind}" for kind in Finding.Kind.values)
        self.stdout.write(f"{verification.files_count} contents, {verification.bytes_count} bytes read: {summary}.")
        if any(counts.values()):
            raise CommandError("The store is not whole.", returncode=1)
