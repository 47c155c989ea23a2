"""Re-encrypt stored secrets with a new key."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.models import User
from accounts.secrets import UnreadableSecretError, decrypt, encrypt, with_secrets


def reencrypt_secrets() -> int:
    """Encrypt every secret of every account again with the first key; returns the number of rows.

    Raises:
        UnreadableSecretError: one is encrypted with a missing key; nothing is changed.
    """
    with transaction.atomic():
        steps = list(Authenticator.objects.select_for_update().order_by("pk"))
        for step in steps:
            step.data = with_secrets(step.data, _again)
            step.save(update_fields=["data"])
        people = list(User.objects.select_for_update(of=("self",)).exclude(calendar_secret="").order_by("pk"))
        for person in people:
            person.calendar_secret = _again(person.calendar_secret)
            person.save(update_fields=["calendar_secret"])
    return len(steps) + len(people)


def unreadable_secrets() -> int:
    """The number of accounts whose secrets none of the keys in the settings decrypts."""
    steps = (step.data for step in Authenticator.objects.all())
    kept = [*steps, *({"secret": token} for token in User.objects.values_list("calendar_secret", flat=True) if token)]
    return sum(not _is_readable(data) for data in kept)


def _is_readable(data: dict[str, Any]) -> bool:
    try:
        with_secrets(data, decrypt)
    except UnreadableSecretError:
        return False
    return True


def _again(token: str) -> str:
    return encrypt(decrypt(token))
