"""Send the morning's digests, and retry failed mails; run by the machine's scheduler."""

from django.core.management.base import BaseCommand

from kernel import clock
from notifications.services import deliver_due, make_digests


class Command(BaseCommand):
    help = (
        "After 07:00 in the city, mail each person who chose it one digest of what came before; at any time, "
        "send again what is due. Safe to repeat, also twice at once."
    )

    def handle(self, **options):
        now = clock.now()
        made = make_digests(now=now)
        tried, hindered = deliver_due(now=now)
        self.stdout.write(f"{made} digests made, {tried} mails tried, {hindered} not sent.")
