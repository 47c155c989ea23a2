"""Close the surveys of past years, and forget what held off stuffing; for a daily timer."""

from django.core.management.base import BaseCommand

from kernel import clock
from surveys.services import close_past_surveys, forget_forms


class Command(BaseCommand):
    help = "Close surveys of past years and delete what is kept for a day only. Run it every day."

    def handle(self, *, verbosity=1, **options):
        closed = close_past_surveys(now=clock.now())
        forms, counts = forget_forms(now=clock.running())
        if verbosity:
            self.stdout.write(f"{len(closed)} surveys closed, {forms} forms and {counts} counts of networks deleted")
