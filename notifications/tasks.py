"""Background tasks: load by key, call one service."""

from django_tasks import task

from kernel import clock


@task(queue_name="mail")
def deliver_mailing(mailing_id: int) -> None:
    """Send one mail."""
    from notifications import services

    services.deliver(mailing_id=mailing_id, now=clock.now())
