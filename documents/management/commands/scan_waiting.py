"""Inspect and scan waiting contents; run by the machine's scheduler."""

from django.core.management.base import BaseCommand
from django.db.models import Q

from documents import clamd, services
from documents.models import Inspection
from documents.queries import inspection_counts
from kernel import clock


class Command(BaseCommand):
    help = "Look into every content that was not looked into, and scan what waits for the virus scan and is due."

    def add_arguments(self, parser):
        parser.add_argument("--again", action="store_true", help="scan everything again, also what passed before")

    def handle(self, *, again, **options):
        now = clock.now()
        wanted = Q(looked_at=None)
        if clamd.is_on():
            searched = Q(state__in=[Inspection.State.WAITING, Inspection.State.FAILED])
            wanted |= searched & (Q(next_try_at=None) | Q(next_try_at__lte=now))
        due = Inspection.objects.all() if again else Inspection.objects.filter(wanted)
        for pk in list(due.order_by("pk").values_list("pk", flat=True)):
            services.inspect_content(inspection_id=pk, again=again, now=clock.now())
        if not clamd.is_on():
            self.stderr.write("CLAMD_URL names no scanner: nothing is scanned.")
        self.stdout.write(", ".join(f"{count} {state}" for state, count in inspection_counts().items()))
