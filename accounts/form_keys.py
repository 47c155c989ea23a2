"""The key in every form of a signed-in person: who opened the form, and which form it is (decision 0031)."""

import secrets

from django.utils.crypto import constant_time_compare, salted_hmac

from kernel.htmx import whole_number

FIELD = "form_key"
HEADER = "X-Form-Key"

_SALT = "accounts.form_keys"
_SIGNED = 22


def new_key(person) -> str:
    """A unique key that only the portal can make: for a form or a page opened by `person`."""
    stem = f"{person.pk}.{secrets.token_urlsafe(9)}"
    return f"{stem}.{_signature(stem)}"


def owner_of(key: str) -> int | None:
    """The primary key of the person who opened the form with this key; None where the portal did not make it."""
    stem, _, signature = key.rpartition(".")
    number = stem.partition(".")[0]
    return whole_number(number) if constant_time_compare(signature, _signature(stem)) else None


def _signature(stem: str) -> str:
    return salted_hmac(_SALT, stem, algorithm="sha256").hexdigest()[:_SIGNED]
