"""`manage.py index_search`: index what changed; `--rebuild` writes the whole index again."""

from django.core.management.base import BaseCommand

from search import indexing


class Command(BaseCommand):
    help = "Index the texts that changed since the last time; with --rebuild, the whole index again."

    def add_arguments(self, parser):
        parser.add_argument("--rebuild", action="store_true", help="write the whole index again")

    def handle(self, *, rebuild, **options):
        if rebuild:
            self.stdout.write(f"{indexing.rebuild_index()} texts are indexed.")
        else:
            self.stdout.write(f"{indexing.index_changes()} changes were indexed.")
