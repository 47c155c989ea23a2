"""The services of this app."""

from accounts.services.erasure import erase_person
from accounts.services.grants import ask_role, confirm_role, refuse_role
from accounts.services.invitations import import_people, invite, resend_invitation
from accounts.services.mails import retry_mail
from accounts.services.passwords import post_reset_link
from accounts.services.people import (
    change_name,
    disable_person,
    enable_person,
    grant_role,
    renew_calendar_key,
    reset_second_step,
    withdraw_role,
)
from accounts.services.recusals import lift_recusal, recuse
from accounts.services.sign_ins import end_session, end_sessions, forget_sign_ins
from accounts.services.single_sign_on import connect_single_sign_on, disconnect_single_sign_on
from accounts.services.support_views import (
    ask_support_view,
    begin_support_view,
    close_support_view,
    close_support_views,
    close_support_views_of,
    close_support_views_of_session,
    consent_to_support_view,
    end_support_view,
    note_refused_act,
    refuse_support_view,
)
from accounts.services.tour import dismiss_tour, show_tour

__all__ = [
    "ask_role",
    "ask_support_view",
    "begin_support_view",
    "change_name",
    "close_support_view",
    "close_support_views",
    "close_support_views_of",
    "close_support_views_of_session",
    "confirm_role",
    "connect_single_sign_on",
    "consent_to_support_view",
    "disable_person",
    "disconnect_single_sign_on",
    "dismiss_tour",
    "enable_person",
    "end_session",
    "end_sessions",
    "end_support_view",
    "erase_person",
    "forget_sign_ins",
    "grant_role",
    "import_people",
    "invite",
    "lift_recusal",
    "note_refused_act",
    "post_reset_link",
    "recuse",
    "refuse_role",
    "refuse_support_view",
    "renew_calendar_key",
    "resend_invitation",
    "reset_second_step",
    "retry_mail",
    "show_tour",
    "withdraw_role",
]
