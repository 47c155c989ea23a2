"""`manage.py end_inquiries`: return dossiers to the team when the time to answer is over.

Run by a timer after midnight.
"""

from django.core.management.base import BaseCommand

from evidence import services
from kernel import clock


class Command(BaseCommand):
    help = "Ends the inquiries whose day has begun; their dossiers are with the appraisal team again. Safe to repeat."

    def handle(self, *args, **options):
        ended = services.end_inquiries(now=clock.now())
        self.stdout.write(f"{ended} inquiries were ended.")
