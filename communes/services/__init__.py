"""The services of this app."""

from communes.services.communes import load_communes
from communes.services.days_decisions import correct_days_decision
from communes.services.extension_requests import ask_extension, refuse_extension
from communes.services.hand_offs import hand_over, return_hand_off
from communes.services.registrations import (
    accept_registration,
    admit_registration,
    grant_extension,
    refuse_registration,
    return_registration,
    save_registration_draft,
    submit_registration,
    submit_registration_late,
    withdraw_registration,
)
from communes.services.reminders import remind_registration

__all__ = [
    "accept_registration",
    "admit_registration",
    "ask_extension",
    "correct_days_decision",
    "grant_extension",
    "hand_over",
    "load_communes",
    "refuse_extension",
    "refuse_registration",
    "remind_registration",
    "return_hand_off",
    "return_registration",
    "save_registration_draft",
    "submit_registration",
    "submit_registration_late",
    "withdraw_registration",
]
