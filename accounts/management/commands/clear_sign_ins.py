"""`manage.py clear_sign_ins`: delete expired sign-in records. Run daily by a timer."""

from django.core.management.base import BaseCommand

from accounts.services import close_support_views, forget_sign_ins
from kernel import clock


class Command(BaseCommand):
    help = "Removes events of sign-in older than SIGN_IN_TRACE_DAYS, and counts of tries that have run out."

    def handle(self, *args, **options):
        close_support_views(now=clock.running())
        events, counts = forget_sign_ins(now=clock.running())
        self.stdout.write(f"{events} events and {counts} counts were removed.")
