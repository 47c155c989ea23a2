"""The deployment checks report what makes a portal unsafe."""

import pytest

from friendly_gov.checks import portal_is_safe

SAFE = {
    "DEBUG": False,
    "HTTPS": True,
    "DEMONSTRATION_DAY": "",
    "SECRET_KEY": "q7" * 30,
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "CLAMD_URL": "unix:///run/clamav/clamd.ctl",
    "PORTAL_URL": "https://portal.test",
    "ALLOWED_HOSTS": ["portal.test"],
    "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
    "UPLOAD_MAX_BYTES": 2**20,
    "MFA_DEMANDED": True,
    "TRAIL_KEYS": ["a key of its own"],
    "WEB_WORKERS": 2,
    "METRICS_TOKEN": "",
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache"}},
}


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
        ({"TRAIL_KEYS": []}, "friendly_gov.W006"),
        ({"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}}, "friendly_gov.W007"),
        ({"METRICS_TOKEN": "a token"}, "friendly_gov.W008"),
    ],
)
def test_each_danger_is_named_with_what_to_do(settings, unsafe, code):
    for name, value in (SAFE | unsafe).items():
        setattr(settings, name, value)

    problems = portal_is_safe(None)

    assert [problem.id for problem in problems] == ([code] if code else [])
    assert all(problem.hint for problem in problems)
