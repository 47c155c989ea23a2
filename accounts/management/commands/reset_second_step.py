"""Turn off a person's two-step sign-in: for operators, where no other administrator can."""

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.services import reset_second_step
from kernel import clock
from kernel.refusals import Refused


class Command(BaseCommand):
    help = "Turn off the two-step sign-in of one person. Make sure who asks; the trail names no person."

    def add_arguments(self, parser):
        parser.add_argument("address")

    def handle(self, *, address, **options):
        try:
            person = User.objects.get_by_natural_key(address)
            reset_second_step(person=person, by=None, now=clock.now())
        except User.DoesNotExist as error:
            raise CommandError(f"Nobody has the address {address}.") from error
        except Refused as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"{person.email}: two-step sign-in is off.")
