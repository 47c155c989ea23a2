"""The portal's settings, plus a header with the number of queries, and a view that does nothing."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-the-benchmark")
os.environ.setdefault("HTTPS", "off")
os.environ.setdefault("EMAIL_URL", "dummymail://")

from friendly_gov.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
MIDDLEWARE = ["bench.middleware.count_queries", *MIDDLEWARE]  # noqa: F405
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
STATIC_ROOT = VAR_DIR / "bench-static"  # noqa: F405
LOGGING["root"]["level"] = "WARNING"  # noqa: F405
DEMONSTRATION_DAY = ""
MFA_DEMANDED = False
