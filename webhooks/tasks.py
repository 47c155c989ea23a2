"""Background tasks: call one service."""

from django_tasks import task

from kernel import clock


@task(queue_name="webhooks")
def deliver_webhook(delivery_id: int) -> None:
    """Send one event to one address."""
    from webhooks import services

    services.deliver(delivery_id=delivery_id, now=clock.now())
