"""Django's sessions in the database, which end a fixed time after the sign-in, whatever is stored in them later."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends import db

# When the person signed in, in seconds.
BEGAN = "began"


class SessionStore(db.SessionStore):
    """Django's own counts `SESSION_COOKIE_AGE` from the last save."""

    def get_expiry_date(self, **facts) -> datetime:
        end = super().get_expiry_date(**facts)
        if BEGAN not in self:
            return end
        began = datetime.fromtimestamp(self[BEGAN], UTC)
        return min(end, began + timedelta(seconds=settings.SESSION_COOKIE_AGE))
