"""A real Chromium against the live server: sign in, look, and check each page with axe."""

import os
import shutil
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import connections
from django.test import Client
from playwright.sync_api import Page, expect, sync_playwright

AXE = Path(settings.NODE_MODULES, "axe-core", "axe.min.js")
SHOTS = Path(settings.VAR_DIR, "shots")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Playwright's synchronous interface keeps an event loop in this thread, which Django's guard mistakes for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

expect.set_options(timeout=10_000)


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright(standing_rows, django_db_blocker):
    """One per process: a second cannot be started beside it.

    While its event loop runs, this thread has another connection to the database (asgiref keeps one for synchronous and
    one for asynchronous code). What stands on a connection ends before it is changed: nothing could end it afterwards.
    """

    def leave_connection():
        with django_db_blocker.unblock():
            standing_rows.bring_to([])
            connections.close_all()

    leave_connection()
    with sync_playwright() as started:
        yield started
        leave_connection()


@pytest.fixture(scope="session")
def chromium(playwright):
    """The machine's own Chromium, started once: the one that opens no windows, where there is one, is quicker."""
    path = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)
    browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
    yield browser
    browser.close()


def _is_server(sender: type | None) -> bool:
    """A test's own client begins and closes requests too, some answers twice: those are not the server's."""
    return sender is not None and issubclass(sender, WSGIHandler)


class Traffic:
    """The number of requests that the live server is answering; `wait_for_quiet` returns when there are none.

    A closed page may leave its last request running: emptying the tables meanwhile is a deadlock on PostgreSQL.
    """

    QUIET = 0.05  # seconds without a request: by then a request of a closed page has arrived

    def __init__(self):
        self._changed = threading.Condition()
        self._under_way = 0

    def begin(self, sender, **_):
        if _is_server(sender):
            self._count(1)

    def end(self, sender, **_):
        if _is_server(sender):
            self._count(-1)

    def _count(self, change: int) -> None:
        with self._changed:
            self._under_way += change
            self._changed.notify_all()

    def wait_for_quiet(self, timeout: float = 10) -> None:
        with self._changed:
            while self._under_way or self._changed.wait(self.QUIET):
                if self._under_way and not self._changed.wait(timeout):
                    raise TimeoutError(f"{self._under_way} requests are still being answered")


@pytest.fixture(scope="session")
def traffic():
    """Counts the requests of the live server."""
    traffic = Traffic()
    request_started.connect(traffic.begin)
    request_finished.connect(traffic.end)
    yield traffic
    request_started.disconnect(traffic.begin)
    request_finished.disconnect(traffic.end)


@pytest.fixture
def page_for(chromium, live_server, request, traffic):
    """`page_for(user)` opens a page as that person (or nobody); `page_for(user, width=390)` on a phone."""
    contexts = []

    def open_page(user=None, *, width=1440, height=900, **options) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}, locale="vi-VN", **options
        )
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.console_errors = []
        page.on("pageerror", lambda error: page.console_errors.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    traffic.wait_for_quiet()


@pytest.fixture
def axe():
    """`axe(page)` fails with every violation of WCAG 2.2 A and AA on the page."""

    def check(page: Page) -> None:
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(AXE.read_text())
        result = page.evaluate(
            """async (rules) => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]})).violations
            .map(v => `${v.id}: ${v.nodes.map(n => n.target.join(" ")).join(", ")}`)""",
            ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
        )
        assert result == [], f"{page.url}: {result}"

    return check


@pytest.fixture
def shoot():
    """`shoot(page, "name")` saves a screenshot of the whole page in var/shots, for viewing."""

    def take(page: Page, name: str) -> Path:
        SHOTS.mkdir(parents=True, exist_ok=True)
        path = SHOTS / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return take
