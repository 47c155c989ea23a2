"""Messages between two pages, in a cookie of the portal's own name, or in the session where they are long."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class NamedCookie(CookieStorage):
    """Django's storage, under a name that only this host can set (`friendly_gov.cookies`)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.cookie_name = f"{settings.COOKIE_PREFIX}messages"


class Messages(FallbackStorage):
    """Django's own choice between the two."""

    storage_classes = (NamedCookie, SessionStorage)
