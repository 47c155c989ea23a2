"""Give a role from the command line: for operators, where there is no second administrator."""

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Role, User
from accounts.services import grant_role
from kernel import clock
from kernel.refusals import Refused


class Command(BaseCommand):
    help = "Give one more role to a person who has an account. The trail names no person: the operator did it."

    def add_arguments(self, parser):
        parser.add_argument("address")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--unit", default="", help="official code of the commune, for a commune's role")

    def handle(self, *, address, role, unit, **options):
        try:
            person = User.objects.get_by_natural_key(address)
            grant_role(person=person, role=role, unit_code=unit, by=None, now=clock.now())
        except User.DoesNotExist as error:
            raise CommandError(f"Nobody has the address {address}; invite them.") from error
        except Refused as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"{person.email}: is now {role}.")
