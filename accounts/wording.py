"""The messages of this app's problems and services."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.units import UnitWords
from kernel.wording import word_facts, word_problems, word_verbs
from notifications.wording import Kind, describe_messages, word_messages

word_problems(
    {
        "erasing_needs_disabled": _("Disable the account first: the data of who may sign in is needed."),
        "erasing_needs_no_role": _("Withdraw the roles first: their holder must be known."),
        "erased_already": _("The personal data of this account is erased already."),
        "person_email_invalid": _("“%(email)s” is not a mail address."),
        "person_email_taken": _("%(email)s has an account already; give the role on that person's page."),
        "person_email_twice": _("%(email)s stands twice in the file."),
        "person_name_missing": _("Give the full name."),
        "role_unknown": _("“%(role)s” is not a role."),
        "role_needs_unit": _("This role belongs to a commune: give its code."),
        "role_takes_no_unit": _("This role belongs to no commune: leave the code empty."),
        "unit_unknown": _("There is no commune with the code %(unit)s."),
        "role_held_already": _("This person has this role already."),
        "works_for_a_unit": _(
            "This person works for a unit. Whoever works for a unit does not act for the city, the department or the "
            "team: withdraw that role first."
        ),
        "acts_for_the_city": _(
            "This person acts for the city, the department or the team. Whoever does so does not work for a unit: "
            "withdraw that role first."
        ),
        "own_grant_needs_second": _("A role of your own needs another administrator to confirm it."),
        "grant_asked_already": _("You have asked for this role already; it waits for another administrator."),
        "no_second_administrator": _(
            "There is no other administrator who could confirm it: the operator of the server can give the role."
        ),
        "grant_request_over": _("This is settled already, or nobody settled it in time."),
        "administrator_too_new": _("Only who was administrator before it was asked for can settle it."),
        "last_administrator": _("This is the last administrator who can sign in: make somebody else one first."),
        "not_oneself": _("You cannot disable your own account; another administrator can."),
        "person_disabled_already": _("This account is disabled already."),
        "person_enabled_already": _("This account can sign in already."),
        "person_disabled": _("This account is disabled; enable it first."),
        "second_step_unreadable": _(
            "The portal can no longer read the key of your two-step sign-in, for its own encryption key was changed. "
            "Ask an administrator to reset your two-step sign-in; then sign in with your password and turn it on again."
        ),
        "connected_already": _(
            "This account is connected to another person of the single sign-on: ask an administrator."
        ),
        "second_step_off": _("Two-step sign-in is not on."),
        "second_step_own": _("Turn off your own two-step sign-in in your profile; another administrator can reset it."),
        "invitation_used": _("This person has set a password already; they can reset it themselves."),
        "recusal_reason_missing": _("A reason is required."),
        "recused_already": _("This is declared already."),
        "recusal_stays": _("Anyone who has worked for a commune may not appraise it; this cannot be withdrawn."),
        "mail_not_stuck": _("This mail has arrived meanwhile, or is being sent just now."),
        "sheet_columns": _("The first row must name the columns %(columns)s."),
        "sheet_empty": _("The spreadsheet has no people."),
        "sheet_formula": _("Cell %(cell)s holds a formula. Type what it shows instead."),
        "sheet_too_long": _("At most %(limit)s people at a time."),
    }
)

_ROLE_VERBS = ("invite", "grant_role", "withdraw_role", "ask_role", "confirm_role", "refuse_role")
word_facts("role", dict(Role.choices), *(f"accounts.{verb}" for verb in _ROLE_VERBS))
word_facts("unit", UnitWords(), *(f"accounts.{verb}" for verb in _ROLE_VERBS))
word_facts("unit", UnitWords(), "accounts.recuse", "accounts.lift_recusal")

word_verbs(
    {
        "accounts.invite": _("invited as %(role)s %(unit)s"),
        "accounts.resend_invitation": _("sent the invitation again"),
        "accounts.grant_role": _("gave the role %(role)s %(unit)s"),
        "accounts.ask_role": _("asked for the role %(role)s %(unit)s"),
        "accounts.confirm_role": _("confirmed the role %(role)s %(unit)s that was asked for"),
        "accounts.refuse_role": _("refused the role %(role)s %(unit)s that was asked for"),
        "accounts.withdraw_role": _("withdrew the role %(role)s %(unit)s"),
        "accounts.erase_person": _("erased the personal data of the account"),
        "accounts.disable_person": _("disabled the account"),
        "accounts.enable_person": _("enabled the account again"),
        "accounts.connect_single_sign_on": _("connected the account to the single sign-on"),
        "accounts.reset_second_step": _("reset the two-step sign-in"),
        "accounts.end_session": _("signed out on another device (%(address)s)"),
        "accounts.end_sessions": _("signed the person out everywhere"),
        "accounts.renew_calendar_key": _("made a new address of the calendar"),
        "accounts.recuse": _("keeps out of the appraisal of %(unit)s: %(reason)s"),
        "accounts.lift_recusal": _("may appraise %(unit)s again: %(reason)s"),
        "accounts.retry_mail": _("had a mail sent again that the mail server had not taken: %(message)s"),
        "accounts.change_name": _("changed the name from %(before)s"),
    }
)

word_messages(
    {
        "accounts.role_asked": _("%(who)s asks for the role “%(role)s”: confirm or refuse it."),
        "accounts.role_confirmed": _("%(who)s confirmed the role “%(role)s” that you asked for."),
        "accounts.role_refused": _("%(who)s refused the role “%(role)s” that you asked for."),
    }
)

_ADMINISTRATORS_ROLES = _("Administrators’ own roles")
describe_messages(
    {
        "accounts.role_asked": Kind(
            _ADMINISTRATORS_ROLES, "the other administrators", "an administrator asks for a role", urgent=True
        ),
        "accounts.role_confirmed": Kind(_ADMINISTRATORS_ROLES, "who asked", "another administrator confirms it"),
        "accounts.role_refused": Kind(_ADMINISTRATORS_ROLES, "who asked", "another administrator refuses it"),
    }
)
