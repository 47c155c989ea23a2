"""Load the standard questionnaires for II.7.1 and II.7.2."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from kernel import clock
from surveys.services import load_questionnaires

DOCUMENTS = Path(settings.BASE_DIR, "surveys", "data", "questionnaires.json")


class Command(BaseCommand):
    help = "Load the standard questionnaires of citizen surveys. Harmless to repeat."

    def handle(self, *, verbosity=1, **options):
        loaded = load_questionnaires(json.loads(DOCUMENTS.read_text(encoding="utf-8")), now=clock.now())
        if verbosity:
            self.stdout.write(f"{len(loaded)} questionnaires loaded")
