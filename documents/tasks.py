"""Work for the worker: fetch by key, call one service."""

from django_tasks import task

from kernel import clock


@task()
def inspect_content(inspection_id: int) -> None:
    """Look into a content and have it scanned."""
    from documents import services

    services.inspect_content(inspection_id=inspection_id, now=clock.now())
