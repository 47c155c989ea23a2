"""Invite a person from the command line: for the first administrator of a portal."""

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Role
from accounts.services import invite
from kernel import clock
from kernel.refusals import Refused


class Command(BaseCommand):
    help = "Create an account with one role and mail its person the link to set a password."

    def add_arguments(self, parser):
        parser.add_argument("address")
        parser.add_argument("name")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--unit", default="", help="official code of the commune, for a commune's role")

    def handle(self, *, address, name, role, unit, **options):
        try:
            person = invite(email=address, full_name=name, role=role, unit_code=unit, by=None, now=clock.now())
        except Refused as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"{person.email}: invited as {role}.")
