"""`manage.py reencrypt_secrets`: encrypt the secrets of accounts with a new key (docs/operations.md)."""

from django.core.management.base import BaseCommand, CommandError

from accounts.secrets import UnreadableSecretError
from accounts.services.encryption import reencrypt_secrets


class Command(BaseCommand):
    help = "Encrypts the secrets of second steps and calendars again with the first key. Safe to repeat."

    def handle(self, *args, **options):
        try:
            count = reencrypt_secrets()
        except UnreadableSecretError as error:
            raise CommandError(f"{error} Add the former key to ENCRYPTION_KEYS and try again.") from error
        self.stdout.write(f"{count} rows are encrypted with the first key.")
