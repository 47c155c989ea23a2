"""The words of this floor's problems and verbs."""

from django.utils.translation import gettext_lazy as _

from kernel.wording import word_problems, word_verbs
from notifications.wording import Kind, describe_messages, word_messages

word_problems(
    {
        "commune_incomplete": _("Row %(where)s: a unit needs its official code and its name."),
        "commune_code_twice": _("Row %(where)s: the code %(code)s stands twice."),
        "commune_kind_unknown": _("Row %(where)s: “%(kind)s” is not a kind of unit."),
        "aimed_level_missing": _("Choose the level you aim at [R1]."),
        "plan_missing": _("Attach the plan for the year [R1]."),
        "quota_exceeded": _(
            "“%(where)s” (%(size)s) does not fit: %(used)s of the unit's %(quota)s for this year are taken. "
            "Remove files that prove nothing, or make this one smaller."
        ),
        "registration_already_sent": _("The registration was sent already."),
        "registration_too_late": _(
            "Registration closed at 23:59 on %(last)s (it must be sent before %(before)s) [R1]. "
            "Ask the Department of Home Affairs for an extension."
        ),
        "registration_sent_anew": _("The commune has sent its registration anew; read it before you decide."),
        "registration_not_waiting": _("This registration is not waiting for a decision."),
        "registration_decided_already": _("%(who)s has decided already: %(state)s."),
        "registration_not_withdrawable": _("Only a registration that was sent or returned can be withdrawn."),
        "reminder_not_due": _("%(commune)s needs no reminder now."),
        "reminded_already": _("%(commune)s was reminded today already."),
        "nobody_to_remind": _("%(commune)s has nobody with an account to remind."),
        "return_note_missing": _("Say what the commune should mend."),
        "extension_reason_missing": _("Give the reason of the extension; it stays on record."),
        "extension_not_later": _("The new deadline must be later than the present one (before %(before)s)."),
        "extension_after_report": _("The appraisal is reported before %(before)s; an extension cannot go beyond [R3]."),
    }
)

word_verbs(
    {
        "communes.load_communes": _("loaded %(count)s units"),
        "communes.save_registration_draft": _("prepared the registration"),
        "communes.submit_registration": _("sent the registration, aiming at Level %(aimed_level)s"),
        "communes.accept_registration": _("accepted the registration"),
        "communes.return_registration": _("returned the registration: %(note)s"),
        "communes.remind_registration": _("sent a reminder to register"),
        "communes.withdraw_registration": _("withdrew the registration"),
        "communes.grant_extension": _("extended the deadline to before %(before)s: %(reason)s"),
    }
)

word_messages(
    {
        "communes.registration_sent": _("%(commune)s has registered for %(year)s and waits for your answer."),
        "communes.registration_accepted": _("The registration of %(commune)s for %(year)s is accepted."),
        "communes.registration_withdrawn": _("%(commune)s has withdrawn its registration for %(year)s."),
        "communes.registration_accepted_with_note": _(
            "The registration of %(commune)s for %(year)s is accepted, with a note: %(note)s"
        ),
        "communes.registration_returned": _("The registration of %(commune)s for %(year)s is returned: %(note)s"),
        "communes.registration_reminded": _(
            "%(commune)s has not registered for %(year)s yet: the deadline is 23:59 on %(last)s."
        ),
        "communes.extension_granted": _("%(commune)s has more time: the new deadline is before %(before)s."),
    }
)

describe_messages(
    {
        "communes.registration_sent": Kind(
            _("New registrations"), "department officers", "a unit sends its registration"
        ),
        "communes.registration_accepted": Kind(
            _("Answers to your registration"), "the unit's people", "the department accepts its registration"
        ),
        "communes.registration_accepted_with_note": Kind(
            _("Answers to your registration"),
            "the unit's people",
            "the department accepts its registration with a note",
        ),
        "communes.registration_returned": Kind(
            _("Answers to your registration"),
            "the unit's people",
            "the department returns its registration",
            urgent=True,
        ),
        "communes.registration_withdrawn": Kind(
            _("Withdrawn registrations"), "department officers", "a unit takes its registration back"
        ),
        "communes.registration_reminded": Kind(
            _("Deadlines"),
            "the unit's people",
            "it has not registered: so many days before the last day, or when the department reminds it",
            urgent=True,
        ),
        "communes.extension_granted": Kind(_("Deadlines"), "the unit's people", "the department grants it more time"),
    }
)
