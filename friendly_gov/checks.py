"""What `manage.py check --deploy` reports of an unsafe deployment, beside Django's own checks."""

import os
import shutil
from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register  # noqa: A004
from django.db import connection

from accounts.models import User
from accounts.services.encryption import unreadable_secrets
from documents.signatures import trust_roots
from friendly_gov.connections import connections_in_the_clear

_SHORTEST_SECRET = 50
_ROOM = 50
_WEAK_SECRETS = ("change", "secret", "only-for-tests", "django-insecure", "demo")


@register(Tags.security, deploy=True)
def portal_is_safe(app_configs, **options) -> list:
    """Every reason why this portal must not be reachable yet."""
    return [message for check in _CHECKS for message in check()]


@register(Tags.database, deploy=True)
def secrets_are_readable(app_configs, databases=None, **options) -> list:
    """Stored secrets that none of the keys in the settings decrypts (decision 0024); runs with `--database default`."""
    if not databases or User._meta.db_table not in connection.introspection.table_names():
        return []
    lost = unreadable_secrets()
    hint = "Add the former key to ENCRYPTION_KEYS; if it is lost, reset the two-step sign-in of the people concerned."
    words = f"{lost} secrets of accounts cannot be read: those people cannot pass the second step."
    return [Warning(words, hint=hint, id="friendly_gov.W009")] if lost else []


def _debug():
    if settings.DEBUG:
        yield Error("DEBUG is on: errors show the portal's inside.", hint="Unset DEBUG.", id="friendly_gov.E001")


def _https():
    if not settings.HTTPS:
        hint = "Unset HTTPS and put a proxy in front that ends TLS."
        yield Error("HTTPS is off: passwords travel in the clear.", hint=hint, id="friendly_gov.E002")


def _demonstration():
    if settings.DEMONSTRATION_DAY:
        hint = "Unset DEMONSTRATION_DAY: with it, no deadline of the decree is kept."
        yield Error("The calendar is pinned to a demonstration's day.", hint=hint, id="friendly_gov.E003")


def _secret():
    secret = settings.SECRET_KEY
    weak = len(secret) < _SHORTEST_SECRET or any(word in secret.lower() for word in _WEAK_SECRETS)
    if weak:
        hint = "Set SECRET_KEY to 50 random characters or more, known to this portal alone."
        yield Error("SECRET_KEY is short or well known: sessions can be forged.", hint=hint, id="friendly_gov.E004")


def _mail():
    if "smtp" not in settings.EMAIL_BACKEND:
        hint = "Set EMAIL_URL to the mail relay, for example smtp+tls://user:password@host:587."
        yield Warning("No mail leaves the portal: nobody can be invited.", hint=hint, id="friendly_gov.W001")


def _address():
    if settings.HTTPS and not settings.PORTAL_URL.startswith("https://"):
        hint = "Set PORTAL_URL to the address people type, beginning with https://."
        yield Warning("Links in mails do not lead to this portal.", hint=hint, id="friendly_gov.W002")


def _uploads():
    folder = Path(settings.UPLOAD_PARTS_DIR)
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        hint = "Let the portal's own user write to UPLOAD_PARTS_DIR, a folder that all workers share."
        yield Error("Files on their way have no place to wait.", hint=hint, id="friendly_gov.E005")
    elif shutil.disk_usage(there).free < _ROOM * settings.UPLOAD_MAX_BYTES:
        hint = f"Give UPLOAD_PARTS_DIR room for at least {_ROOM} files of the greatest size."
        yield Warning("The disk for files on their way is nearly full.", hint=hint, id="friendly_gov.W003")


def _scanner():
    if not settings.CLAMD_URL:
        hint = "Set CLAMD_URL to ClamAV's daemon, for example unix:///run/clamav/clamd.ctl."
        yield Warning("No virus scanner: files are opened unscanned.", hint=hint, id="friendly_gov.W004")


def _hosts():
    if any(host.strip() in ("*", ".") for host in settings.ALLOWED_HOSTS):
        hint = "Set ALLOWED_HOSTS to the names people type, separated by commas."
        yield Error("ALLOWED_HOSTS takes every name.", hint=hint, id="friendly_gov.E006")


def _proxies():
    if settings.HTTPS and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        hint = "Set TRUSTED_PROXIES to the number of proxies in front that add to X-Forwarded-For."
        yield Error("People behind the proxy share one limit of wrong passwords.", hint=hint, id="friendly_gov.E007")


def _second_step():
    if not settings.MFA_DEMANDED:
        hint = "Remove MFA_DEMANDED from the environment."
        yield Warning(
            "A password alone opens the accounts of city and administrators.", hint=hint, id="friendly_gov.W005"
        )


def _single_sign_on():
    if settings.OIDC_SERVER_URL and not settings.OIDC_SERVER_URL.startswith("https://"):
        hint = "Set OIDC_SERVER_URL to an address that begins with https://."
        yield Error("Who says they are the single sign-on is believed.", hint=hint, id="friendly_gov.E008")


def _connections():
    """Connections that leave this machine in the clear: with one machine there is none."""
    hint = "Ask for TLS in the setting, lead the connection through a tunnel on this machine, or name the host in"
    for name, host in connections_in_the_clear():
        words = f"What the portal and {host} tell each other ({name}) can be read on the way."
        yield Error(words, hint=f"{hint} ENCRYPTED_HOSTS if its network is encrypted.", id="friendly_gov.E009")


def _signing_key():
    if not settings.TRAIL_KEYS:
        hint = "Set TRAIL_KEYS to 50 random characters or more, used for nothing else."
        yield Warning("The trail is signed by a key that has other uses.", hint=hint, id="friendly_gov.W006")


def _shared_cache():
    backend = settings.CACHES["default"]["BACKEND"].rpartition(".")[2]
    if settings.WEB_WORKERS > 1 and backend in ("LocMemCache", "DummyCache"):
        hint = "Set CACHE_URL to redis://host:6379/0, or to a folder that the processes share: filecache:///folder."
        words = "Several web processes have a cache each: limits of networks and of the read API count for one alone."
        yield Warning(words, hint=hint, id="friendly_gov.W007")


def _shared_metrics():
    if settings.METRICS_TOKEN and settings.WEB_WORKERS > 1 and not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        hint = "Set PROMETHEUS_MULTIPROC_DIR to an empty folder in memory, or WEB_WORKERS to 1."
        words = "Several web processes count their requests apart: /metrics/ shows those of one."
        yield Warning(words, hint=hint, id="friendly_gov.W008")


def _signers():
    if settings.SIGNING_AGENT_URL and not any(trust_roots()):
        hint = "Put the certificates of the authorities (PEM or DER) into SIGNATURE_TRUST_DIR."
        yield Warning("A paper counts as signed whoever signed it.", hint=hint, id="friendly_gov.W010")


_CHECKS = (
    *(_debug, _https, _demonstration, _secret, _mail, _address, _uploads, _scanner, _hosts, _proxies),
    *(_second_step, _single_sign_on, _connections, _signing_key, _shared_cache, _shared_metrics),
    _signers,
)
