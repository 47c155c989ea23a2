"""The deployment checks report what makes a portal unsafe."""

import pytest

from friendly_gov import connections
from friendly_gov.checks import portal_is_safe
from friendly_gov.settings import env

SAFE = {
    "DEBUG": False,
    "HTTPS": True,
    "DEMONSTRATION_DAY": "",
    "SECRET_KEY": "q7" * 30,
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "EMAIL_HOST": "localhost",
    "CLAMD_URL": "unix:///run/clamav/clamd.ctl",
    "PORTAL_URL": "https://portal.test",
    "ALLOWED_HOSTS": ["portal.test"],
    "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
    "UPLOAD_MAX_BYTES": 2**20,
    "MFA_DEMANDED": True,
    "TRAIL_KEYS": ["a key of its own"],
    "WEB_WORKERS": 2,
    "METRICS_TOKEN": "",
    "SIGNING_AGENT_URL": "",
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache"}},
}


def _database(host: str, **options: str) -> dict:
    return {"default": {"HOST": host, "OPTIONS": options}}


def _cache(address: str) -> dict:
    return {"default": {"BACKEND": "kernel.Redis", "LOCATION": address}}


@pytest.mark.parametrize(
    ("unsafe", "code"),
    [
        ({}, None),
        ({"DEBUG": True}, "friendly_gov.E001"),
        ({"HTTPS": False}, "friendly_gov.E002"),
        ({"DEMONSTRATION_DAY": "2026-11-20"}, "friendly_gov.E003"),
        ({"SECRET_KEY": "short"}, "friendly_gov.E004"),
        ({"SECRET_KEY": "change-me-" * 10}, "friendly_gov.E004"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, "friendly_gov.W001"),
        ({"PORTAL_URL": "http://localhost:8000"}, "friendly_gov.W002"),
        ({"UPLOAD_PARTS_DIR": "/dev/null/uploads"}, "friendly_gov.E005"),
        ({"UPLOAD_MAX_BYTES": 2**60}, "friendly_gov.W003"),
        ({"CLAMD_URL": ""}, "friendly_gov.W004"),
        ({"ALLOWED_HOSTS": ["portal.test", "*"]}, "friendly_gov.E006"),
        ({"ALLAUTH_TRUSTED_PROXY_COUNT": 0}, "friendly_gov.E007"),
        ({"MFA_DEMANDED": False}, "friendly_gov.W005"),
        ({"OIDC_SERVER_URL": "http://sso.test"}, "friendly_gov.E008"),
        ({"DATABASES": _database("db.test")}, "friendly_gov.E009"),
        ({"DATABASES": _database("db.test", sslmode="require")}, "friendly_gov.E009"),
        ({"DATABASES": _database("db.test", sslmode="verify-full")}, None),
        ({"DATABASES": _database("127.0.0.1")}, None),
        ({"CACHES": _cache("redis://user@10.0.0.2:6379/0")}, "friendly_gov.E009"),
        ({"CACHES": _cache("rediss://user@10.0.0.2:6379/0")}, None),
        ({"CLAMD_URL": "tcp://scanner.test:3310"}, "friendly_gov.E009"),
        ({"CLAMD_URL": "tcp://scanner.test:3310", "ENCRYPTED_HOSTS": ["scanner.test"]}, None),
        ({"S3_ENDPOINT_URL": "http://store.test:8333"}, "friendly_gov.E009"),
        ({"EMAIL_HOST": "relay.test", "EMAIL_USE_TLS": False}, "friendly_gov.E009"),
        ({"TRAIL_KEYS": []}, "friendly_gov.W006"),
        ({"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}}, "friendly_gov.W007"),
        ({"METRICS_TOKEN": "a token"}, "friendly_gov.W008"),
        ({"SIGNING_AGENT_URL": "wss://127.0.0.1:8987"}, "friendly_gov.W010"),
    ],
)
def test_each_danger_is_named_with_what_to_do(settings, monkeypatch, unsafe, code):
    monkeypatch.setattr(connections, "databases", lambda: unsafe.get("DATABASES", {"default": {"HOST": ""}}))
    for name, value in (SAFE | {key: value for key, value in unsafe.items() if key != "DATABASES"}).items():
        setattr(settings, name, value)

    problems = portal_is_safe(None)

    assert [problem.id for problem in problems] == ([code] if code else [])
    assert all(problem.hint for problem in problems)


def test_a_secret_may_lie_in_a_file(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("of the vault")
    monkeypatch.setenv("BACKUP_PASSWORD_FILE", str(tmp_path / "secret"))

    assert env("BACKUP_PASSWORD") == "of the vault"
