"""Work for the worker: fetch by key, call one service."""

from django_tasks import task


@task()
def send_invitation(person_id: int) -> None:
    """Mail a person the link to set a password."""
    from accounts.services import mail_invitation

    mail_invitation(person_id=person_id)
