"""What the portal adds to the layers below it, and to Django (decision 0050)."""

from django.contrib.auth.signals import user_logged_in

from communes.board import board_composer
from friendly_gov.board import year_parts
from friendly_gov.language import speak_their_language

board_composer.set(year_parts)

user_logged_in.connect(speak_their_language)
