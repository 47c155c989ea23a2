"""Services on webhooks."""

from webhooks.services.deliveries import announce, deliver, deliver_due, send_again
from webhooks.services.endpoints import add_endpoint, remove_endpoint

__all__ = ["add_endpoint", "announce", "deliver", "deliver_due", "remove_endpoint", "send_again"]
