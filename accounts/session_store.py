"""Django's sessions in the database, which end a fixed time after the sign-in, or after a pause (decision 0095)."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase

# When the person signed in, and when they last did something, in seconds.
BEGAN, SEEN = "began", "seen"
# A session is not written more often for what was seen in it.
_NOTED_EVERY = 300


class SessionStore(db.SessionStore):
    """Django's own counts `SESSION_COOKIE_AGE` from the last save."""

    def get_expiry_date(self, **facts) -> datetime:
        end = super().get_expiry_date(**facts)
        if BEGAN not in self:
            return end
        began = datetime.fromtimestamp(self[BEGAN], UTC)
        seen = datetime.fromtimestamp(self.get(SEEN, self[BEGAN]), UTC)
        pause = timedelta(seconds=settings.SESSION_IDLE_SECONDS + _NOTED_EVERY)
        return min(end, began + timedelta(seconds=settings.SESSION_COOKIE_AGE), seen + pause)


def note_seen(session: SessionBase, now: datetime) -> None:
    """The person does something now: the pause begins again."""
    if BEGAN in session and now.timestamp() - session.get(SEEN, session[BEGAN]) >= _NOTED_EVERY:
        session[SEEN] = now.timestamp()
