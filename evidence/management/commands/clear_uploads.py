"""`manage.py clear_uploads`: delete unfinished uploads and their bytes. Run daily by a timer."""

from django.core.management.base import BaseCommand

from documents.services import clear_exports, collect_files, remove_discarded
from evidence import services
from kernel import clock


class Command(BaseCommand):
    help = (
        "Removes unfinished uploads past their time, bytes on the disk that belong to none, and what was stored and "
        "belongs to nothing: sent with a form that was refused, replaced, or rolled back. Safe to repeat."
    )

    def handle(self, *args, **options):
        now = clock.now()
        cleared, strays = services.clear_uploads(now=now), services.clear_stray_pieces(now=now)
        pdfs = services.clear_dossier_pdfs(now=now)
        clear_exports(now=now)
        files, contents = collect_files(now=now)
        gone, _weight = remove_discarded(now=now)
        self.stdout.write(
            f"{cleared} expired uploads and {strays} stray files were removed, {pdfs} unfinished books too."
        )
        self.stdout.write(
            f"{files} files without an owner and {contents} contents without a file were removed; "
            f"{gone} contents left the store."
        )
