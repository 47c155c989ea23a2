"""`manage.py restore`: restore a backup into an empty database and an empty folder of files."""

from django.core.management.base import BaseCommand, CommandError

from operations.backup import BackupError, restore


class Command(BaseCommand):
    help = (
        "Restores a backup. Database and folder of files must be empty: name new ones in DATABASE_URL and MEDIA_ROOT. "
        "Every table is compared with the backup's manifest; verify_evidence then compares every file."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--snapshot", default="latest", help="restic's name of the snapshot; the latest by default")

    def handle(self, *, snapshot, **options):
        try:
            facts = restore(snapshot=snapshot)
        except BackupError as error:
            raise CommandError(str(error)) from error
        rows = sum(facts["rows"].values())
        self.stdout.write(
            f"Restored what was backed up at {facts['made_at']}: {len(facts['rows'])} tables, {rows} rows."
        )
