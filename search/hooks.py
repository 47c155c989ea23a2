"""What this app connects to Django's signals (decision 0072)."""

from django.db.models.signals import post_migrate

from search.watches import create_watches

post_migrate.connect(create_watches)
