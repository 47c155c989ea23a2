"""Django set up for a process of the benchmark: import it before any model."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()
