"""Put back background tasks whose machine is gone."""

from typing import Any

from django.core.management.base import BaseCommand

from kernel import clock
from operations.lost_tasks import resume_old_tasks


class Command(BaseCommand):
    """What has run for hours runs again."""

    help = "Put back background tasks that have run for longer than any takes: their machine is gone."

    def handle(self, **options: Any) -> None:
        """Say how many."""
        number = resume_old_tasks(now=clock.running())
        self.stdout.write(f"{number} tasks were put back.")
