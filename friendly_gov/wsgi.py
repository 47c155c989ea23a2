"""WSGI entry point of the portal."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "friendly_gov.settings")
application = get_wsgi_application()
# Objects loaded by now live as long as the process: freezing them saves the garbage collector from scanning them.
gc.collect()
gc.freeze()
