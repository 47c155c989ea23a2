"""Write the generated parts of the docs."""

from django.core.management.base import BaseCommand

from friendly_gov.docs_generator import pages


class Command(BaseCommand):
    help = "Write the state diagrams, the tables of roles, rules and messages into docs/."

    def handle(self, **options):
        for path, text in pages().items():
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"{path.name} written")
