"""`manage.py backup`: back up database and files. Run every night."""

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from kernel import clock
from operations.backup import BackupError, back_up


class Command(BaseCommand):
    help = (
        "Backs up the database and the stored files into BACKUP_REPOSITORY, encrypted; only what has changed is sent."
    )

    def handle(self, **options):
        try:
            summary = back_up(now=clock.running())
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Snapshot {summary['snapshot_id']}: {summary['total_files_processed']} files, "
            f"{filesizeformat(summary['total_bytes_processed'])}, {filesizeformat(summary['data_added'])} new, "
            f"in {summary['total_duration']:.1f} s."
        )
