"""The messages of this app's problems and services."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Role, SupportView
from accounts.units import UnitWords
from kernel.wording import register_facts, register_problems, register_verbs
from notifications.wording import Kind, describe_messages, register_messages

register_problems(
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
        "not_connected": _("This account is not connected to the single sign-on."),
        "support_of_administrator": _("Nobody looks at the portal as an administrator sees it."),
        "support_needs_second_step": _("Set up two-step sign-in first: only who has it may look as another person."),
        "support_reason_missing": _("Give the reason: the person reads it before they decide."),
        "support_too_long": _("At most %(limit)s minutes."),
        "support_asked_already": _("You have asked this person already."),
        "support_not_consented": _("The person has not agreed yet."),
        "support_view_over": _("This is over: it was answered, withdrawn or ended, or its time is past."),
        "support_needs_session": _("Sign out and in again, then answer."),
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
register_facts("role", dict(Role.choices), *(f"accounts.{verb}" for verb in _ROLE_VERBS))
register_facts("unit", UnitWords(), *(f"accounts.{verb}" for verb in _ROLE_VERBS))
register_facts("unit", UnitWords(), "accounts.recuse", "accounts.lift_recusal")

register_verbs(
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
        "accounts.disconnect_single_sign_on": _("disconnected the account from the single sign-on"),
        "accounts.ask_support_view": _("asked to see the portal as they see it, for %(minutes)s minutes: %(reason)s"),
        "accounts.consent_to_support_view": _("let %(administrator)s see the portal as they see it until %(until)s"),
        "accounts.refuse_support_view": _("did not let %(administrator)s see the portal as they see it"),
        "accounts.begin_support_view": _("began to look at the portal as this person, until %(until)s"),
        "accounts.end_support_view": _("%(administrator)s no longer sees the portal as this person (%(ending)s)"),
        "accounts.note_refused_act": _("tried to change something while looking as this person; it was refused"),
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

register_facts("ending", dict(SupportView.Ending.choices), "accounts.end_support_view")

register_messages(
    {
        "accounts.support_asked": _(
            "%(who)s asks to see the portal as you see it, read only, for %(minutes)s minutes: %(reason)s"
        ),
        "accounts.support_consented": _("%(who)s lets you see the portal as they see it: begin on their page."),
        "accounts.support_refused": _("%(who)s does not let you see the portal as they see it."),
        "accounts.support_begun": _("%(who)s now sees the portal as you see it; you can end it at any time."),
        "accounts.support_ended": _("%(who)s no longer sees the portal as you see it."),
        "accounts.single_sign_on_disconnected": _(
            "%(who)s disconnected your account from the single sign-on: sign in with your password."
        ),
        "accounts.role_asked": _("%(who)s asks for the role “%(role)s”: confirm or refuse it."),
        "accounts.role_confirmed": _("%(who)s confirmed the role “%(role)s” that you asked for."),
        "accounts.role_refused": _("%(who)s refused the role “%(role)s” that you asked for."),
    }
)

_ADMINISTRATORS_ROLES = _("Administrators’ own roles")
_SUPPORT = _("Help by an administrator")
describe_messages(
    {
        "accounts.support_asked": Kind(
            _SUPPORT, "the person", "an administrator asks to see the portal as they see it", urgent=True
        ),
        "accounts.support_consented": Kind(_SUPPORT, "who asked", "the person agrees"),
        "accounts.support_refused": Kind(_SUPPORT, "who asked", "the person does not agree"),
        "accounts.support_begun": Kind(_SUPPORT, "the person", "the administrator begins to look", urgent=True),
        "accounts.support_ended": Kind(_SUPPORT, "the person", "the administrator no longer looks"),
        "accounts.single_sign_on_disconnected": Kind(
            _("Signing in"), "the person", "an administrator disconnects the single sign-on", urgent=True
        ),
        "accounts.role_asked": Kind(
            _ADMINISTRATORS_ROLES, "the other administrators", "an administrator asks for a role", urgent=True
        ),
        "accounts.role_confirmed": Kind(_ADMINISTRATORS_ROLES, "who asked", "another administrator confirms it"),
        "accounts.role_refused": Kind(_ADMINISTRATORS_ROLES, "who asked", "another administrator refuses it"),
    }
)
