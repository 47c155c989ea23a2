"""Background tasks: call one service."""

from django_tasks import task


@task(queue_name="hints", priority=-5)
def index_changes() -> None:
    """Index every change that waits."""
    from search import indexing

    indexing.index_changes()
