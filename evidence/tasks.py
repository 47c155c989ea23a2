"""Work for the worker: fetch by key, call one service."""

from datetime import datetime

from django_tasks import task

from kernel import clock


@task()
def render_part(part_id: int, since: str) -> None:
    """Make the PDF of a dossier's paper that was asked for at `since` (ISO)."""
    from evidence import services

    services.render_part(part_id=part_id, since=datetime.fromisoformat(since), now=clock.now())
