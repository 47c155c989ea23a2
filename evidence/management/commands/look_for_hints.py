"""`manage.py look_for_hints`: check every file of a year again, after new trusted certificates or for old files."""

from django.core.management.base import BaseCommand

from evidence import services
from evidence.models import EvidenceItem, Reading
from kernel import clock


class Command(BaseCommand):
    help = "Looks for hints in every file of evidence of a year; what was dismissed stays dismissed. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument(
            "--all", dest="everything", action="store_true", help="read all files again (new trust roots)"
        )

    def handle(self, *, year, everything, **options):
        items = EvidenceItem.objects.filter(removed_at=None, score__assessment__registration__cycle__year=year)
        if everything:
            Reading.objects.filter(sha256__in=items.values("file__sha256")).delete()
        hints = 0
        keys = list(items.order_by("pk").values_list("pk", flat=True))
        for pk in keys:
            hints += services.look_for_hints(item_id=pk, now=clock.now())
        self.stdout.write(f"{len(keys)} files looked at, {hints} hints.")
