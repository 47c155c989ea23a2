"""Which of the configured connections leave this machine without encryption."""

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

# libpq encrypts, and checks whom it speaks to, in these two modes alone.
_CHECKED = ("verify-ca", "verify-full")
_CLEAR = ("http", "redis", "valkey", "tcp")


def connections_in_the_clear() -> Iterator[tuple[str, str]]:
    """The setting and the host of each."""
    for name, host in (*_databases(), *_addresses(), *_mail()):
        if not _is_here(host) and host not in settings.ENCRYPTED_HOSTS:
            yield name, host


def databases() -> dict[str, dict[str, Any]]:
    """The databases of the settings."""
    return settings.DATABASES


def _databases() -> Iterator[tuple[str, str]]:
    for alias, database in databases().items():
        options: dict[str, Any] = database.get("OPTIONS", {})
        host = str(database.get("HOST") or options.get("host") or "")
        if host and options.get("sslmode") not in _CHECKED:
            yield "DATABASE_URL" if alias == "default" else "DATABASE_REPLICA_URL", host


def _addresses() -> Iterator[tuple[str, str]]:
    caches = settings.CACHES["default"].get("LOCATION", "")
    named = [("CACHE_URL", one) for one in ([caches] if isinstance(caches, str) else caches)]
    for name, address in (*named, ("CLAMD_URL", settings.CLAMD_URL), ("S3_ENDPOINT_URL", settings.S3_ENDPOINT_URL)):
        parts = urlsplit(address)
        if parts.scheme in _CLEAR and parts.hostname:
            yield name, parts.hostname


def _mail() -> Iterator[tuple[str, str]]:
    if "smtp" in settings.EMAIL_BACKEND and not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL):
        yield "EMAIL_URL", settings.EMAIL_HOST


def _is_here(host: str) -> bool:
    """This machine: a socket, a name of its own, a loopback address."""
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
