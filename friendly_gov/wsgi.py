"""WSGI entry point of the portal."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "friendly_gov.settings")
application = get_wsgi_application()
# What is loaded by now lives as long as the process: the collector need not walk it again on every large page.
gc.collect()
gc.freeze()
