"""The worker of the background tasks: the library's own, in a place that says what the former worker left undone."""

from typing import Any

from django_tasks_db.management.commands import db_worker

from operations.lost_tasks import own_place, resume_tasks_of


class Command(db_worker.Command):
    """Take a place on this machine, put back what died there, and work."""

    def handle(self, **options: Any) -> None:
        """Work until stopped."""
        with own_place() as place:
            if number := resume_tasks_of(place):
                self.stderr.write(f"{number} tasks run again whose worker died.")
            super().handle(**options | {"worker_id": place})
