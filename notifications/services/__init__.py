"""Notify people in the portal and by mail."""

from notifications.services.digests import make_digests
from notifications.services.mailings import deliver, deliver_due, post, try_again
from notifications.services.messages import close_messages, mark_all_read, mark_read, notify
from notifications.services.preferences import choose_language, choose_mail
from notifications.services.reminders import remind

__all__ = [
    "choose_language",
    "choose_mail",
    "close_messages",
    "deliver",
    "deliver_due",
    "make_digests",
    "mark_all_read",
    "mark_read",
    "notify",
    "post",
    "remind",
    "try_again",
]
