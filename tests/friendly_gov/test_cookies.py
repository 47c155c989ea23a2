"""With TLS, as every real portal has it: cookies of this host alone, and what each answer tells the browser."""

import json
import os
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import officer

pytestmark = [pytest.mark.django_db, pytest.mark.once]
_SCRIPT = """
import json
from friendly_gov import settings
beginnings = ("SECURE_HSTS", "SESSION_COOKIE_", "CSRF_COOKIE_", "LANGUAGE_COOKIE_", "COOKIE_PREFIX")
names = [name for name in dir(settings) if name.startswith((*beginnings, "MESSAGE_STORAGE", "CONTENT_SECURITY"))]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


@pytest.fixture(scope="module")
def with_tls() -> dict:
    """The settings of a portal behind TLS, read in a process of their own."""
    environment = os.environ | {"HTTPS": "on", "SECRET_KEY": "only-for-tests"}
    done = subprocess.run([sys.executable, "-c", _SCRIPT], env=environment, capture_output=True, check=True, text=True)
    return json.loads(done.stdout)


@pytest.fixture
def browser(settings, with_tls) -> Client:
    for name, value in with_tls.items():
        setattr(settings, name, value)
    settings.SESSION_COOKIE_AGE = 3600
    return Client()


def post(browser: Client, name: str, fields: dict):
    return browser.post(reverse(name), fields, secure=True)


def test_every_cookie_belongs_to_this_host_and_goes_over_tls_alone(browser):
    browser.get(reverse("account_login"), secure=True)
    post(browser, "account_login", {"login": officer().email, "password": "mat-khau-rat-dai"})
    post(browser, "set_language", {"language": "en"})
    browser.get(reverse("home"), secure=True)
    post(browser, "account_logout", {})
    browser.get(reverse("account_login"), secure=True)

    names = {name.removeprefix("__Host-") for name in browser.cookies if name.startswith("__Host-")}
    assert len(names) == len(browser.cookies)
    assert names >= {"sessionid", "csrftoken", "django_language", "browser", "former", "messages"}
    for name, cookie in browser.cookies.items():
        if cookie["max-age"] == 0 or not cookie.value:
            continue
        assert (cookie["path"], cookie["domain"], cookie["samesite"]) == ("/", "", "Lax"), name
        assert cookie["secure"] is True, name
        assert bool(cookie["httponly"]) == (name != "__Host-csrftoken"), name


def test_each_answer_shows_the_browser_what_it_may_do(browser):
    browser.force_login(officer())
    for path in (reverse("home"), reverse("privacy"), "/khong-co/", reverse("api:years")):
        headers = browser.get(path, secure=True).headers
        assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        # Only public data may be read by pages of other sites.
        assert headers.get("Access-Control-Allow-Origin") == ("*" if path == reverse("api:years") else None)
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        for directive in ("object-src", "base-uri", "frame-ancestors"):
            assert policy[directive] == "'none'"
        assert "unsafe-inline" not in headers["Content-Security-Policy"]


def test_what_is_not_public_is_not_taken_into_pages_of_other_sites(browser):
    browser.force_login(officer())
    assert browser.get(reverse("home"), secure=True).headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Cross-Origin-Resource-Policy" not in browser.get(reverse("api:years"), secure=True).headers
