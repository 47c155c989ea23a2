"""Print everything that the portal stores about a person."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from accounts.models import User
from accounts.personal_data import personal_data


class Command(BaseCommand):
    help = "Print, as JSON, everything that is stored about the person with this address."

    def add_arguments(self, parser):
        parser.add_argument("address")

    def handle(self, *, address, **options):
        person = User.objects.filter(email__iexact=address).first()
        if person is None:
            raise CommandError(f"Nobody has the address {address}.")
        self.stdout.write(json.dumps(personal_data(person), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
