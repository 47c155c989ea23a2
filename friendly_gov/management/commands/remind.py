"""Send the reminders before each deadline; run by the machine's scheduler."""

from django.core.management.base import BaseCommand

from friendly_gov.due_reminders import remind_all
from kernel import clock


class Command(BaseCommand):
    help = (
        "Remind communes and the appraisal team of what is not done while its time runs out. "
        "Nobody is reminded twice of the same deadline at the same step, however often this runs."
    )

    def handle(self, **options):
        self.stdout.write(f"{remind_all(now=clock.now())} people reminded.")
