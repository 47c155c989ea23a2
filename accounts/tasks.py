"""Background tasks: call one service."""

from django_tasks import task

from kernel import clock


@task(queue_name="mail", priority=10)
def mail_reset_link(address: str) -> None:
    """Mail the person with this address a link to set a new password; nothing where there is none."""
    from accounts.services import post_reset_link

    post_reset_link(address=address, now=clock.now())
