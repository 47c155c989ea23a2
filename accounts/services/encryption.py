"""Re-encrypt stored secrets with a new key."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import transaction
from django.db.models import Model, QuerySet

from accounts.secrets import UnreadableSecretError, decrypt, encrypt, encrypted_columns, with_secrets

_CALENDARS = ("accounts.User", "calendar_secret")


def reencrypt_secrets() -> int:
    """Encrypt every secret of every account again with the first key; returns the number of rows.

    Raises:
        UnreadableSecretError: one is encrypted with a missing key; nothing is changed.
    """
    with transaction.atomic():
        steps = list(Authenticator.objects.select_for_update().order_by("pk"))
        columns = [(field, _locked(label, field)) for label, field in (_CALENDARS, *encrypted_columns)]
        for step in steps:
            step.data = with_secrets(step.data, _again)
            step.save(update_fields=["data"])
        for field, rows in columns:
            for row in rows:
                setattr(row, field, _again(getattr(row, field)))
                row.save(update_fields=[field])
    return len(steps) + sum(len(rows) for _field, rows in columns)


def _locked(label: str, field: str) -> list[Model]:
    return list(_kept(label, field).select_for_update(of=("self",)).order_by("pk"))


def _kept(label: str, field: str) -> QuerySet:
    rows: QuerySet = apps.get_model(label)._default_manager.exclude(**{field: ""})
    return rows


def unreadable_secrets() -> int:
    """The number of secrets that none of the keys in the settings decrypts."""
    steps = (step.data for step in Authenticator.objects.all())
    columns = [_CALENDARS, *encrypted_columns]
    tokens = (token for label, field in columns for token in _kept(label, field).values_list(field, flat=True))
    return sum(not _is_readable(data) for data in [*steps, *({"secret": token} for token in tokens)])


def _is_readable(data: dict[str, Any]) -> bool:
    try:
        with_secrets(data, decrypt)
    except UnreadableSecretError:
        return False
    return True


def _again(token: str) -> str:
    return encrypt(decrypt(token))
