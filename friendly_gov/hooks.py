"""What the portal adds to the layers below it, and to Django (decision 0050)."""

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db.backends.signals import connection_created

from communes.board import board_composer
from friendly_gov.board import year_parts
from friendly_gov.language import restore_language
from friendly_gov.queries_watch import watch

board_composer.set(year_parts)

user_logged_in.connect(restore_language)

if settings.METRICS_TOKEN or settings.SLOW_QUERY_MS:
    connection_created.connect(watch)
