"""`manage.py count_former_dossiers`: let former dossiers count that were not sent again.

Run by a timer after midnight.
"""

from django.core.management.base import BaseCommand

from evidence import services
from kernel import clock


class Command(BaseCommand):
    help = "Lets the dossiers count that a correction of the table opened again and that were not sent again in time."

    def handle(self, *args, **options):
        counted = services.count_former_dossiers(now=clock.now())
        self.stdout.write(f"{counted} dossiers count as they had been sent.")
