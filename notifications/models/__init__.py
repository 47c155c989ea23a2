"""Messages, each person's mail preferences, and the mails made of the messages."""

from notifications.models.mailings import Mailing
from notifications.models.messages import Message
from notifications.models.preferences import Preference
from notifications.models.reminders import Reminder

__all__ = ["Mailing", "Message", "Preference", "Reminder"]
