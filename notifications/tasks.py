"""Work for the worker: fetch by key, call one service."""

from django_tasks import task

from kernel import clock


@task()
def mail_message(message_id: int) -> None:
    """Mail one message."""
    from notifications import services

    services.mail_message(message_id=message_id, now=clock.now())
