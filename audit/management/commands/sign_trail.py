"""Sign the trail: run once a day."""

from django.core.management.base import BaseCommand

from audit.services import sign_trail
from audit.signatures import public_key
from kernel import clock


class Command(BaseCommand):
    help = "Chain the entries of the trail that wait and sign a root over all that no root covers yet. Run daily."

    def handle(self, *args, **options):
        root = sign_trail(now=clock.now())
        if root is None:
            self.stdout.write("Nothing new to sign.")
        else:
            self.stdout.write(f"Root {root.number} over links {root.first} to {root.last}: {root.digest}")
        self.stdout.write(f"Public key: {public_key()}")
