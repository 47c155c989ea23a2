"""Settings for the suite: the portal's own, with a fast hasher and without external connections."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("HTTPS", "off")
os.environ.setdefault("EMAIL_URL", "memorymail://")

from friendly_gov.settings import *  # noqa: F403
from tests.catalogue import compile_catalogue

compile_catalogue(BASE_DIR / "locale" / "vi" / "LC_MESSAGES")  # noqa: F405

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_AUTOREFRESH = True
# The days of the tests lie before or after that of the browser: it would ask for each file again on each page.
WHITENOISE_MAX_AGE = 10 * 366 * 24 * 60 * 60
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": TASK_QUEUES}}  # noqa: F405
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# A file, not memory: the live server and several threads then use the same engine as SQLite in production.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}  # noqa: F405
    # A test database need not survive a power failure.
    quick = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-32000;"
    DATABASES["default"]["OPTIONS"]["init_command"] = quick  # noqa: F405
elif "OPTIONS" not in DATABASES["default"]:  # noqa: F405
    # A lock that is never released fails a test, and does not stop the suite.
    DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off -c lock_timeout=60s"}  # noqa: F405
# A connection kept open by a stopped live server would prevent dropping the test database.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
DEMONSTRATION_DAY = ""
# Tests sign people in without a second step; tests/accounts/test_second_step_demanded.py is about it.
MFA_DEMANDED = False
WEBHOOK_HOSTS = ["*"]
# A test moves the clock by days and weeks; signed-in users stay signed in.
SESSION_COOKIE_AGE = SESSION_IDLE_SECONDS = 10 * 366 * 24 * 60 * 60
CLAMD_URL = ""
SIGNING_AGENT_URL = "wss://127.0.0.1:8987"
# Made only in tests about them: LibreOffice and similar programs take seconds.
PREVIEWS = False
