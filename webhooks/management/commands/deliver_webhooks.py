"""`manage.py deliver_webhooks`: try deliveries that are due and that a worker missed."""

from django.core.management.base import BaseCommand

from kernel import clock
from webhooks.services import deliver_due


class Command(BaseCommand):
    help = (
        "Sends the events to other systems that are due and that a worker missed. Safe to repeat, also twice at once."
    )

    def handle(self, **options):
        tried, refused = deliver_due(now=clock.now())
        self.stdout.write(f"{tried} deliveries tried, {refused} not accepted.")
