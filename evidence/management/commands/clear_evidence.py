"""`manage.py clear_evidence`: delete evidence files past their retention, and list them. Run weekly by a timer."""

from django.core.management.base import BaseCommand
from django.template.defaultfilters import filesizeformat

from documents.services import remove_discarded
from evidence import services
from kernel import clock


class Command(BaseCommand):
    help = (
        "Deletes files that communes removed more than RESTORE_DAYS ago, and the evidence of years that ended more "
        "than RETENTION_YEARS ago and were handed over to the archive or released in writing. Everything deleted "
        "stays named on the trail. Safe to repeat."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only say what would be deleted")

    def handle(self, *, dry_run, **options):
        now = clock.now()
        removed = services.delete_removed(now=now, dry_run=dry_run)
        expired = services.delete_expired(now=now, dry_run=dry_run)
        self._print("removed by communes", removed)
        self._print("past the time of retention", expired)
        for year in services.kept_years(now=now):
            self.stdout.write(f"{year}: kept, for it was neither handed over to the archive nor released in writing.")
        if dry_run:
            self.stdout.write("Nothing was deleted: this was a dry run.")
            return
        contents, weight = remove_discarded(now=now)
        self.stdout.write(f"{contents} contents left the store: {filesizeformat(weight)}.")

    def _print(self, why, deletions):
        for one in deletions:
            self.stdout.write(f"{one.assessment}: {one.count} files {why}, {filesizeformat(one.size)}")
        total = sum(one.count for one in deletions)
        self.stdout.write(f"{total} files {why}, {len(deletions)} dossiers.")
