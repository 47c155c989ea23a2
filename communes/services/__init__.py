"""The verbs of this floor."""

from communes.services.communes import load_communes
from communes.services.registrations import (
    accept_registration,
    grant_extension,
    return_registration,
    save_registration_draft,
    submit_registration,
    withdraw_registration,
)
from communes.services.reminders import remind_registration

__all__ = [
    "accept_registration",
    "grant_extension",
    "load_communes",
    "remind_registration",
    "return_registration",
    "save_registration_draft",
    "submit_registration",
    "withdraw_registration",
]
