"""Erase the data of a person whose account is disabled and has no role."""

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.services import erase_person
from kernel import clock
from kernel.refusals import Refused


class Command(BaseCommand):
    help = "Erase the data of a disabled person without a role; what the law keeps stays under their number."

    def add_arguments(self, parser):
        parser.add_argument("address")

    def handle(self, *, address, **options):
        person = User.objects.filter(email__iexact=address).first()
        if person is None:
            raise CommandError(f"Nobody has the address {address}.")
        try:
            erase_person(person=person, by=None, now=clock.now())
        except Refused as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"Person {person.pk} is erased.")
