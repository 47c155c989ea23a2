"""`manage.py clear_uploads`: forget uploads that nobody finished, and their bytes. For a timer, once a day."""

from django.core.management.base import BaseCommand

from evidence import services
from kernel import clock


class Command(BaseCommand):
    help = "Removes unfinished uploads past their time, and bytes on the disk that belong to none. Safe to repeat."

    def handle(self, *args, **options):
        now = clock.now()
        cleared, strays = services.clear_uploads(now=now), services.clear_stray_pieces(now=now)
        books = services.clear_books(now=now)
        self.stdout.write(
            f"{cleared} expired uploads and {strays} stray files were removed, {books} unfinished books too."
        )
